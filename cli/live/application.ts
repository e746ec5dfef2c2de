/** The Application of a system that Argo CD delivers. */
import { z } from "zod";
import { applicationName } from "../../components/delivery/argocd-application.ts";
import { argocdNamespace } from "../../components/delivery/argocd-project.ts";
import type { Findings } from "./findings.ts";
import type { LiveSystem } from "./live-site.ts";

const applicationSchema = z.object({
    status: z
        .object({
            sync: z.object({ status: z.string().default("Unknown") }).default({ status: "Unknown" }),
            health: z.object({ status: z.string().default("Unknown") }).default({ status: "Unknown" }),
        })
        .default({ sync: { status: "Unknown" }, health: { status: "Unknown" } }),
});

/** Whether Argo CD delivers it: else it has no Application. */
const delivered = ({ system }: LiveSystem): boolean => system.settings.delivery === "argocd";

const application = ({ system }: LiveSystem): readonly string[] => [
    "applications.argoproj.io",
    applicationName(system.name),
    "--namespace",
    argocdNamespace,
];

/** What Git says runs, and runs well. */
export async function verifyApplication(live: LiveSystem, findings: Findings): Promise<void> {
    if (!delivered(live)) return;
    const what = `application ${applicationName(live.system.name)}`;
    const { code, stdout, stderr } = await live.kubectl.run(["get", ...application(live), "--output", "json"]);
    if (code !== 0) {
        findings.fail(what, stderr.trim());
        return;
    }
    const { sync, health } = applicationSchema.parse(JSON.parse(stdout)).status;
    const fine = sync.status === "Synced" && health.status === "Healthy";
    findings.check(fine, what, `${sync.status}, ${health.status}`);
}

/** Argo CD reads Git again and renders anew, past its cache; it takes the annotation away when it has. */
export async function refreshApplication(live: LiveSystem, findings: Findings): Promise<void> {
    if (!delivered(live)) return;
    const annotation = ["argocd.argoproj.io/refresh=hard", "--overwrite"];
    const { code, stderr } = await live.kubectl.run(["annotate", ...application(live), ...annotation]);
    const what = `hard refresh of application ${applicationName(live.system.name)}`;
    findings.check(code === 0, what, code === 0 ? "asked for" : stderr.trim());
}
