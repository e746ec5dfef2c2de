import { Argument, Command } from "commander";
import { exits, groups } from "../command.ts";

/** What has a web page that nothing exposes. */
export const views = ["argocd", "prometheus", "grafana", "traefik"] as const;

export type View = (typeof views)[number];

export default (): Command =>
    new Command("access")
        .summary("a way in to Argo CD, Prometheus, Grafana or Traefik, on this machine alone")
        .description("Forwards a local port to what nothing exposes, until Ctrl-C.")
        .helpGroup(groups.look)
        .addArgument(new Argument("<view>", "what to open").choices(views))
        .argument("<stack>", "stack to look at")
        .option("--site <name>", "its site; needed where the stack has several")
        .option("--port <number>", "port on this machine")
        .action(
            exits(async (view: View, stack: string, options: AccessOptions) => {
                const { access } = await import("../access/access.ts");
                return access(view, stack, options);
            }),
        );

export interface AccessOptions {
    readonly site?: string;
    readonly port?: string;
}
