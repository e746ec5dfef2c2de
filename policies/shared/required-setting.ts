/** Rules that ask every container for one setting of its securityContext, its own or the pod's, are one mechanism. */
import { containerHolder, podHolder, type Holder } from "./holders.ts";
import { celText } from "../admission/cel.ts";
import { stepsOf, type Edit } from "./edit.ts";
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import { at, show } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

export interface Setting {
    /** Below securityContext. */
    readonly field: readonly string[];
    /** Whether the pod's value holds for containers without one; what is wrong on the pod is wrong then in any case. */
    readonly inherited: boolean;
    readonly isRight: (value: unknown) => boolean | Unknown;
    /** The same of a value in CEL. */
    readonly celRight: (value: string) => string;
    /** As YAML. */
    readonly wanted: string;
}

/** "empty": what the field lies in is there, so that nothing is inherited, but the field is not. */
type State = "absent" | "empty" | "right" | "wrong" | "unknown";

function stateOf({ context }: Holder, { field, isRight }: Setting): State {
    const value = at(context, ...field);
    if (value === UNKNOWN) return "unknown";
    if (value === undefined) return at(context, ...field.slice(0, 1)) === undefined ? "absent" : "empty";
    const right = isRight(value);
    return right === UNKNOWN ? "unknown" : right ? "right" : "wrong";
}

export function requireSetting(pod: Pod, containers: readonly Container[], verdict: Verdict, setting: Setting): void {
    const above = podHolder(pod);
    const stateAbove = setting.inherited ? report(above, setting, verdict) : "absent";
    for (const container of containers) {
        const holder = containerHolder(container);
        if (report(holder, setting, verdict) !== "absent") continue;
        if (stateAbove === "unknown") verdict.unknown(`${above.path}.${setting.field.join(".")}`);
        if (stateAbove !== "absent") continue;
        const nor = setting.inherited ? ", and neither has the pod" : "";
        verdict.missing({
            message: `${nothing(holder, setting)}${nor}; wanted is ${setting.wanted}`,
            remedy: (setting.inherited ? above : holder).snippet(setting.field, setting.wanted),
        });
    }
}

/** The setting for whoever has none: for the pod where the pod's holds for all, else container by container. */
export function additions(pod: Pod, containers: readonly Container[], setting: Setting, value: unknown): Edit[] {
    const above = podHolder(pod);
    const lacking = containers.filter((each) => stateOf(containerHolder(each), setting) === "absent");
    if (!setting.inherited) return lacking.map((each) => addition(containerHolder(each), setting, value));
    return lacking.length > 0 && stateOf(above, setting) === "absent" ? [addition(above, setting, value)] : [];
}

const addition = ({ path }: Holder, { field }: Setting, value: unknown): Edit => ({
    path: [...stepsOf(path), ...field],
    value,
});

const nothing = ({ title }: Holder, { field }: Setting): string => `${title} has no securityContext.${field.join(".")}`;

/** Says what is wrong in this place; what is absent may be elsewhere. */
function report(holder: Holder, setting: Setting, verdict: Verdict): State {
    const state = stateOf(holder, setting);
    const path = setting.field.join(".");
    const remedy = (): string => holder.snippet(setting.field, setting.wanted);
    if (state === "unknown") verdict.unknown(`${holder.path}.${path}`);
    if (state === "empty")
        verdict.missing({ message: `${nothing(holder, setting)}; wanted is ${setting.wanted}`, remedy: remedy() });
    if (state === "wrong") {
        const found = showList(at(holder.context, ...setting.field));
        verdict.bad({
            message: `${holder.title} securityContext.${path} is ${found}, wanted is ${setting.wanted}`,
            remedy: remedy(),
        });
    }
    return state;
}

function showList(value: unknown): string {
    return Array.isArray(value) ? `[${value.map(show).join(", ")}]` : show(value);
}

/** The faults of containers, an expression such as variables.sized. */
export function celRequired(containers: string, { field, inherited, celRight, wanted }: Setting): string {
    const path = field.join(".");
    const of = (spec: string, step: string): string => `${spec}.?securityContext.${step}`;
    const isWrong = (spec: string): string => {
        const value = of(spec, path);
        return `!${value}.hasValue() || !(${celRight(`${value}.value()`)})`;
    };
    const [first = ""] = field;
    const isThere = (spec: string): string => `${of(spec, first)}.hasValue()`;
    const message = ` securityContext.${path}: wanted is ${wanted}`;
    const pod = "variables.podSpec";
    const above = `variables.listed && ${isThere(pod)} && (${isWrong(pod)}) ? [${celText(`the pod${message}`)}] : []`;
    const otherwise = inherited ? `!${isThere(pod)}` : "true";
    const own = `${isThere("c.fields")} ? ${isWrong("c.fields")} : ${otherwise}`;
    const faults = `${containers}.filter(c, ${own}).map(c, c.title + ${celText(message)})`;
    return inherited ? `(${above}) + ${faults}` : faults;
}
