import { accountNameOf, accountOf, hasRights, SERVICE_ACCOUNT } from "../model/service-accounts.ts";
import type { PodSubject, Stack } from "../model/stack.ts";
import { noOptions } from "../options.ts";
import { show, text, textOr, type Maybe } from "../read.ts";
import { defineRule, type Verdict, type Violation } from "../rule.ts";
import { podSnippet } from "../shared/yaml.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

const FIELD = "automountServiceAccountToken";

/** While it is not known whether somebody bound a role, nothing is bad. */
function settle(verdict: Verdict, rights: boolean | Unknown, found: Maybe<string>, violation: Violation): void {
    if (rights === true) return;
    if (rights === UNKNOWN) verdict.unknown("whom roles are bound to");
    else if (found === undefined) verdict.missing(violation);
    else verdict.bad(violation);
}

function judgePod(subject: PodSubject, stack: Stack, verdict: Verdict): void {
    const { pod } = subject;
    const own = text(pod.spec[FIELD]);
    const account = accountOf(stack, subject);
    const found = own ?? text(account?.props[FIELD]);
    if (found === "false") return;
    if (found === UNKNOWN) {
        verdict.unknown(`${own === UNKNOWN ? pod.specPath : "its ServiceAccount's"}.${FIELD}`);
        return;
    }
    const name = accountNameOf(pod);
    settle(verdict, hasRights(stack, subject, name), found, {
        message: `the pod mounts the token of ServiceAccount ${show(name)}, to which no role is bound: ${FIELD} is ${show(found)}, wanted is false`,
        remedy: podSnippet(pod, `${FIELD}: false`),
    });
}

export const rule = defineRule({
    name: "k8s-no-sa-token-automount",
    title: "Only pods that ask the API server have a token for it",
    rationale: "A token that nobody needs is a way into the cluster for whoever breaks into the pod.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "4.1.6" }],
    options: noOptions,
    joins: () => true,
    types: [SERVICE_ACCOUNT],
    check(subject, verdict, { stack }) {
        if (subject.kube === undefined) return;
        const found = text(subject.props[FIELD]);
        if (found === "false") return;
        if (found === UNKNOWN) {
            verdict.unknown(FIELD);
            return;
        }
        const { name } = subject.kube;
        settle(verdict, hasRights(stack, { ...subject, kube: subject.kube }, name), found, {
            message: `every pod of ServiceAccount ${show(textOr(name))} mounts its token, and no role is bound to it: ${FIELD} is ${show(found)}, wanted is false`,
            remedy: `${FIELD}: false`,
        });
    },
    pods: "all",
    checkPod(subject, verdict, { stack }) {
        judgePod(subject, stack, verdict);
    },
});
