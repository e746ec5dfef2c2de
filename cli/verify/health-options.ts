/** How the public health check asks: token, address and authorities, read from where they may come. */
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { InputError } from "../../config/problem.ts";
import type { VerifyOptions } from "../commands/verify.ts";

export interface HealthOptions {
    /** Bearer token; never in an argument, because arguments are seen by every user of a machine. */
    readonly token: string | undefined;
    /** Asked in place of what DNS says; the certificate must be that of the host all the same. */
    readonly connectTo: { readonly host: string; readonly port: number } | undefined;
    /** PEM of a further authority. */
    readonly ca: string | undefined;
}

/** @throws InputError that never repeats what might be the token. */
export async function healthOptions(options: VerifyOptions): Promise<HealthOptions> {
    return { token: await token(options), connectTo: connectTo(options.connectTo), ca: authority(options.ca) };
}

/** The variable that is looked at where none is named. */
const usualVariable = "STRATA_TOKEN";

async function token({ tokenEnv, tokenStdin }: VerifyOptions): Promise<string | undefined> {
    if (tokenStdin === true) return checked("--token-stdin", (await text(process.stdin)).trim());
    if (tokenEnv === undefined && process.env[usualVariable] === undefined) return undefined;
    const variable = tokenEnv ?? usualVariable;
    if (!/^[A-Za-z_]\w*$/.test(variable)) throw wrong("--token-env", "allowed: the name of a variable, not the token.");
    const found = process.env[variable]?.trim() ?? "";
    // What is started later does not inherit it.
    Reflect.deleteProperty(process.env, variable);
    return checked(tokenEnv === undefined ? usualVariable : "--token-env", found);
}

/** The characters of RFC 6750: with others it would not be one header. */
function checked(source: string, found: string): string {
    if (found === "") throw wrong(source, "holds no token.");
    if (!/^[\w.~+/-]+=*$/.test(found))
        throw wrong(source, "holds characters that no bearer token has. They are not shown here.");
    return found;
}

function connectTo(address: string | undefined): HealthOptions["connectTo"] {
    if (address === undefined) return undefined;
    const [, host, port = "443"] = /^([\w.-]+|\[[\da-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(address) ?? [];
    if (host === undefined) throw wrong("--connect-to", `found "${address}", allowed: host or host:port.`);
    return { host: host.replaceAll(/[[\]]/g, ""), port: Number(port) };
}

function authority(file: string | undefined): string | undefined {
    if (file === undefined) return undefined;
    try {
        const pem = readFileSync(file, "utf8");
        if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
    } catch {
        throw wrong("--ca", `there is no file ${file} that can be read.`);
    }
    throw wrong("--ca", `${file} holds no certificate in PEM.`);
}

const wrong = (path: string, message: string): InputError => new InputError([{ file: "command line", path, message }]);
