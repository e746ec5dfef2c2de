/** ServiceAccounts: who runs as which, and which of them have something to do with their identity. */
import { at, isPresent, items, text, textOr, type Maybe } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import { namespaceKey, inSameNamespace } from "./namespace.ts";
import type { Pod } from "./pod.ts";
import { BINDINGS } from "./rbac.ts";
import { derived, type PodSubject, type Stack } from "./stack.ts";
import type { KubeSubject, Subject } from "./subject.ts";

export const SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";

/** "default" where the pod names none; serviceAccount is the field's old name. */
export function accountNameOf({ spec }: Pod): Maybe<string> {
    const name = text(spec["serviceAccountName"]) ?? text(spec["serviceAccount"]);
    return name === undefined || name === "" ? "default" : name;
}

/** The pod's ServiceAccount, if the stack makes it. */
export function accountOf(stack: Stack, subject: PodSubject): KubeSubject | undefined {
    const name = accountNameOf(subject.pod);
    return inSameNamespace(stack, SERVICE_ACCOUNT, subject).find((account) => account.kube.name === name);
}

export interface BoundAccount {
    readonly binding: KubeSubject;
    readonly path: string;
    readonly namespace: Maybe<string>;
    readonly name: Maybe<string>;
}

/** The ServiceAccounts among the subjects of a binding. */
export function boundAccounts(binding: KubeSubject): BoundAccount[] | Unknown {
    const subjects = at(binding.props, "subjects");
    if (subjects === UNKNOWN) return UNKNOWN;
    return items(subjects).flatMap((each, index) => {
        if (textOr(at(each, "kind")) !== "ServiceAccount") return [];
        const namespace = text(at(each, "namespace")) ?? binding.kube.namespace;
        return [{ binding, path: `subjects[${index}]`, namespace, name: text(at(each, "name")) }];
    });
}

interface Rights {
    readonly accounts: ReadonlySet<string>;
    /** Whether there are bindings of which it is not known whom they are for. */
    readonly others: boolean;
}

const keyOf = (site: string, namespace: unknown, name: unknown): string =>
    `${site} ${textOr(namespace)} ${textOr(name)}`;

const rights = derived((stack: Stack): Rights => {
    const accounts = new Set<string>();
    let others = false;
    const add = (from: Subject, namespace: unknown, name: unknown): void => {
        if (namespace === UNKNOWN || name === UNKNOWN) others = true;
        else accounts.add(keyOf(stack.siteOf(from), namespace, name));
    };
    for (const binding of BINDINGS.flatMap((type) => stack.objects(type))) {
        const bound = boundAccounts(binding);
        if (bound === UNKNOWN) others = true;
        else for (const { namespace, name } of bound) add(binding, namespace, name);
    }
    for (const association of stack.of(POD_IDENTITY))
        add(association, text(association.props["namespace"]), text(association.props["serviceAccount"]));
    for (const account of stack.objects(SERVICE_ACCOUNT)) {
        if (isPresent(account.notes[ROLE_ANNOTATION])) add(account, account.kube.namespace, account.kube.name);
    }
    return { accounts, others };
});

/** Whether a role of Kubernetes or of IAM is bound to the account of that name in the subject's namespace. */
export function hasRights(stack: Stack, subject: KubeSubject, name: Maybe<string>): boolean | Unknown {
    const { accounts, others } = rights(stack);
    if (namespaceKey(stack, subject) === undefined || name === UNKNOWN) return UNKNOWN;
    if (accounts.has(keyOf(stack.siteOf(subject), subject.kube.namespace, name))) return true;
    return others ? UNKNOWN : false;
}
