/** Ports that no container can have, by number or by name. */
import { items, at, show, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Resolver } from "./resolver.ts";

const MOST = 65_535;
const LONGEST_NAME = 15;
/** A service name of RFC 6335: letters, digits and single hyphens, and at least one letter. */
const NAME = /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/;

function faultOfNumber(port: number): string | undefined {
    return Number.isInteger(port) && port >= 1 && port <= MOST ? undefined : `ports are numbers from 1 to ${MOST}`;
}

function faultOfName(name: string): string | undefined {
    if (name.length > LONGEST_NAME) return `names of ports have at most ${LONGEST_NAME} characters`;
    return NAME.test(name)
        ? undefined
        : "names of ports are small letters, digits and hyphens, with a letter among them";
}

function judge({ verdict }: Resolver, value: unknown, path: string, fault: string | undefined): void {
    if (fault !== undefined)
        verdict.bad({ message: `${path} is ${show(value)}: ${fault}`, remedy: `# ${path}\nport: 8080\nname: http` });
}

export function judgeServicePorts(resolver: Resolver): void {
    for (const [index, each] of items(at(resolver.subject.props, "spec", "ports")).entries()) {
        const port = at(each, "targetPort");
        if (port === undefined || port === UNKNOWN) continue;
        const fault = typeof port === "number" ? faultOfNumber(port) : faultOfName(textOr(port));
        judge(resolver, port, `spec.ports[${index}].targetPort`, fault);
    }
}

export function judgeContainerPorts(resolver: Resolver): void {
    for (const { title, path, fields } of resolver.subject.pod?.containers ?? []) {
        for (const [index, each] of items(fields["ports"]).entries()) {
            const [name, port] = [at(each, "name"), at(each, "containerPort")];
            const place = `${path}.ports[${index}]`;
            if (typeof name === "string" && name !== "")
                judge(resolver, name, `${title}: ${place}.name`, faultOfName(name));
            if (typeof port === "number")
                judge(resolver, port, `${title}: ${place}.containerPort`, faultOfNumber(port));
        }
    }
}
