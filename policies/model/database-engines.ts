/** How engines of RDS are told to refuse connections without TLS, and from which version on they do it unasked. */
import { text, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { isOn, parameterOf } from "./parameter-groups.ts";
import type { Subject } from "./subject.ts";

interface TlsSwitch {
    readonly parameter: "rds.force_ssl" | "require_secure_transport";
    readonly on: "1" | "ON";
    /** First version with the switch on by default; absent where none has. */
    readonly since?: readonly [major: number, minor: number];
}

const MYSQL: TlsSwitch = { parameter: "require_secure_transport", on: "ON" };

/** By engine, from the user guides of RDS and Aurora. Oracle and Db2 have no such parameter. */
const SWITCHES: ReadonlyMap<string, TlsSwitch> = new Map([
    ["postgres", { parameter: "rds.force_ssl", on: "1", since: [15, 0] }],
    ["aurora-postgresql", { parameter: "rds.force_ssl", on: "1", since: [17, 0] }],
    ["mysql", MYSQL],
    ["aurora", MYSQL],
    ["aurora-mysql", MYSQL],
    ["mariadb", { ...MYSQL, since: [11, 8] }],
    ["sqlserver", { parameter: "rds.force_ssl", on: "1" }],
]);

export interface Engine {
    readonly name: string;
    /** "" where it is not said. */
    readonly version: string;
    readonly tls: TlsSwitch;
}

/** undefined for an engine without such a switch. */
export function engineOf(name: string, version: string): Engine | undefined {
    const tls = SWITCHES.get(name.startsWith("sqlserver-") ? "sqlserver" : name);
    return tls && { name, version, tls };
}

/** A family is an engine and a version: "aurora-postgresql17", "sqlserver-ex-15.0". */
export function engineOfFamily(family: string): Engine | undefined {
    const [, name = "", version = ""] = /^([a-z-]*[a-z])-?(\d[\d.]*)$/.exec(family) ?? [];
    return engineOf(name, version);
}

export function forcesTlsByDefault({ version, tls: { since } }: Engine): boolean {
    const [, major, minor = "0"] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
    if (since === undefined || major === undefined) return false;
    return Number(major) > since[0] || (Number(major) === since[0] && Number(minor) >= since[1]);
}

export interface Forcing {
    readonly engine: Engine;
    /** What the group says; undefined where it leaves it to the engine. */
    readonly written: Maybe<string>;
    readonly forces: boolean | typeof UNKNOWN;
}

/** Whether databases of a parameter group refuse connections without TLS; undefined where a group has no say. */
export function forcingOf(group: Subject): Forcing | typeof UNKNOWN | undefined {
    const family = text(group.props["family"]);
    if (family === UNKNOWN) return UNKNOWN;
    const engine = engineOfFamily(family ?? "");
    if (engine === undefined) return undefined;
    const written = parameterOf(group, engine.tls.parameter);
    const forces = written === UNKNOWN ? UNKNOWN : written === undefined ? forcesTlsByDefault(engine) : isOn(written);
    return { engine, written, forces };
}
