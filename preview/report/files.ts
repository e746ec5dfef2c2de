/** The files for people in `out/<stack>/`: the diagram, the report, its summary and, where there is something to compare, the changes. */
import { diagram } from "./diagram.ts";
import { dot } from "./dot.ts";
import { markdown } from "./markdown.ts";
import { page, type PageContent } from "./page.ts";
import { renderOnce } from "./svg.ts";

export interface ReportFile {
    readonly file: string;
    readonly text: string;
}

export async function reportFiles(root: URL, content: Omit<PageContent, "picture">): Promise<readonly ReportFile[]> {
    const { recording, changes } = content;
    const drawn = diagram(recording);
    const picture = await renderOnce(
        root,
        recording.stack,
        dot(drawn),
        `${drawn.title}: systems, stores and who talks to whom`,
    );
    return [
        { file: "diagram.svg", text: picture },
        { file: "report.html", text: page({ ...content, picture }) },
        { file: "summary.md", text: markdown(content) },
        ...(changes === undefined
            ? []
            : [
                  {
                      file: "changes.json",
                      text: `${JSON.stringify({ ...changes, comparison: changes.comparison ?? null }, null, 2)}\n`,
                  },
              ]),
    ];
}
