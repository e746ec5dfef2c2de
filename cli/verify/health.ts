/** What the world sees: HTTPS GET of each public health URL of a system. */
import { request } from "node:https";
import { rootCertificates } from "node:tls";
import type { Findings } from "../live/findings.ts";
import type { StackSystem } from "../stack.ts";
import type { HealthOptions } from "./health-options.ts";

const timeoutSeconds = 15;

export async function verifyHealth(system: StackSystem, options: HealthOptions, findings: Findings): Promise<void> {
    for (const { exposed, spec } of system.services) {
        const check = spec.expose?.healthCheck;
        if (exposed === undefined || check === undefined) continue;
        const url = new URL(check.path, `https://${exposed.host}`);
        const what = `GET ${url.href}`;
        if (check.token && options.token === undefined) {
            findings.warn(what, "not asked: it wants a bearer token (STRATA_TOKEN, --token-env or --token-stdin)");
            continue;
        }
        const { fine, summary } = await ask(url, check.token ? options : { ...options, token: undefined });
        findings.check(fine, what, summary);
    }
}

/** The body is not read: it may repeat what was sent. */
function ask(url: URL, { token, connectTo, ca }: HealthOptions): Promise<{ fine: boolean; summary: string }> {
    const started = performance.now();
    const { promise, resolve } = Promise.withResolvers<{ fine: boolean; summary: string }>();
    const sent = request(url, {
        ...(connectTo === undefined ? {} : { hostname: connectTo.host, port: connectTo.port }),
        servername: url.hostname,
        headers: { Host: url.host, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
        // Whatever the environment says of it.
        rejectUnauthorized: true,
        ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
        agent: false,
        timeout: timeoutSeconds * 1000,
    });
    sent.on("response", (response) => {
        response.destroy();
        const status = response.statusCode ?? 0;
        const time = Math.round(performance.now() - started);
        resolve({ fine: status >= 200 && status < 300, summary: `status ${status} in ${time} ms` });
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer in ${timeoutSeconds} seconds`)));
    sent.on("error", (error) => {
        resolve({ fine: false, summary: error.message });
    });
    sent.end();
    return promise;
}
