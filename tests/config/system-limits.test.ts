/** Data of a system that an API server would refuse, or that would mean something else: refused before. */
import { expect } from "chai";
import type { ServiceSpec } from "../../systems/spec.ts";
import { inputProblems } from "../support/errors.ts";
import { runsShop, services, shop } from "../support/shop.ts";
import { runSystems } from "../support/stacks.ts";

const cases: Readonly<Record<string, readonly [change: Partial<ServiceSpec>, path: string]>> = {
    "no ports at all: its Service would be invalid, and callers could reach every port": [
        { ports: {} },
        "services.worker.ports",
    ],
    "a port number over 65535": [{ ports: { http: 70000 } }, "services.worker.ports.http"],
    "two ports of one number": [{ ports: { http: 8080, admin: 8080 } }, "services.worker.ports.admin"],
    "two writable paths of one volume name": [
        { writable: { "/tmp/a": "1Mi", "/tmp-a": "1Mi" } },
        "services.worker.writable./tmp-a",
    ],
    "a writable path whose volume name is over 63 characters": [
        { writable: { [`/${"x".repeat(80)}`]: "1Mi" } },
        `services.worker.writable./${"x".repeat(80)}`,
    ],
    "a writable path that is not absolute": [{ writable: { tmp: "1Mi" } }, "services.worker.writable.tmp"],
    "a sidecar called like the main container": [
        { sidecars: { worker: services.worker.sidecars.proxy } },
        "services.worker.sidecars.worker",
    ],
    "a probe without a command": [
        { health: { ...services.worker.health, ready: { kind: "exec", command: [] } } },
        "services.worker.health.ready",
    ],
    "a host that is no label": [{ expose: { host: "Shop_1" } }, "services.worker.expose.host"],
    "a path that does not start with a slash": [
        { expose: { host: "w", path: "store" } },
        "services.worker.expose.path",
    ],
    "two services on one host and path": [{ expose: { host: "shop", path: "/store" } }, "services.worker.expose"],
    "egress to what is no range": [
        { egress: { x: { cidr: "nonsense", ports: [443] } } },
        "services.worker.egress.x.cidr",
    ],
    "egress on no port, which is every port": [
        { egress: { x: { cidr: "203.0.113.0/24", ports: [] } } },
        "services.worker.egress.x.ports",
    ],
};

describe("the limits of a service's data", () => {
    for (const [title, [change, path]] of Object.entries(cases)) {
        it(`are broken by ${title}`, async () => {
            const worker: ServiceSpec = { ...services.worker, ...change };
            const run = runSystems("local", { shop: { ...shop, services: { ...services, worker } } }, runsShop());
            const problems = await inputProblems(run);
            expect(problems.map((problem) => problem.split(" | ")[1])).to.deep.equal([path]);
        });
    }
});
