/** One container of a pod, and the amounts it asks for and is held to. */
import { parseQuantity, type Quantity, type QuantityProblem } from "../../components/quantity/quantity.ts";
import { at, isPresent, text, textOr, type Fields } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";

export type ContainerRole = "app" | "sidecar" | "init" | "ephemeral";
export type AmountField = "limits" | "requests";

export type Amount =
    | { readonly state: "absent" }
    | { readonly state: "unknown" }
    | { readonly state: "bad"; readonly written: string; readonly problem: QuantityProblem; readonly suffix: string }
    | { readonly state: "ok"; readonly written: string; readonly quantity: Quantity; readonly suffix: string };

export interface Container {
    readonly role: ContainerRole;
    readonly name: string;
    /** What messages call it: container "web", init container "migrate". */
    readonly title: string;
    readonly path: string;
    readonly fields: Fields;
    amount(field: AmountField, resource: string): Amount;
}

const TITLES: Readonly<Record<ContainerRole, string>> = {
    app: "container",
    sidecar: "sidecar container",
    init: "init container",
    ephemeral: "ephemeral container",
};

const ABSENT: Amount = { state: "absent" };
const UNKNOWN_AMOUNT: Amount = { state: "unknown" };

export function readAmount(value: unknown): Amount {
    if (value === UNKNOWN) return UNKNOWN_AMOUNT;
    if (value === undefined || value === null) return ABSENT;
    const written = text(value);
    if (typeof written !== "string") return { state: "bad", written: "an object", problem: "not a number", suffix: "" };
    const parsed = parseQuantity(written);
    if (!parsed.ok) return { state: "bad", written, problem: parsed.problem, suffix: parsed.suffix };
    return { state: "ok", written, quantity: parsed.quantity, suffix: parsed.suffix };
}

export function containerOf(written: Fields, listed: ContainerRole, path: string): Container {
    const role = listed === "init" && written["restartPolicy"] === "Always" ? "sidecar" : listed;
    const name = isPresent(written["name"]) ? textOr(written["name"], "(name not known yet)") : "(without a name)";
    const resources = written["resources"];
    const read = { limits: new Map<string, Amount>(), requests: new Map<string, Amount>() };
    return {
        role,
        name,
        title: `${TITLES[role]} "${name}"`,
        path,
        fields: written,
        amount(field, resource) {
            let amount = read[field].get(resource);
            if (amount === undefined) {
                amount = readAmount(at(resources, field, resource));
                read[field].set(resource, amount);
            }
            return amount;
        },
    };
}
