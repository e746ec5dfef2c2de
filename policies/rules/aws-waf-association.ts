import { INGRESS_TYPES, albAnnotation, isAlb } from "../model/ingress.ts";
import { BALANCERS } from "../model/load-balancers.ts";
import { isPointedTo, onSameSite } from "../model/referrers.ts";
import type { Stack } from "../model/stack.ts";
import { isKube, type KubeSubject, type Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, items, text, truth } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { annotationSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const FIREWALL = "aws:wafv2/webAcl:WebAcl";
const ACL = "wafv2-acl-arn";

function judgeBalancer(subject: Subject, verdict: Verdict, stack: Stack): void {
    const { props } = subject;
    const internal = truth(at(props, "internal"));
    const kind = text(at(props, "loadBalancerType")) ?? "application";
    // A firewall reads requests; a network balancer sees packets.
    if (internal === true || (kind !== UNKNOWN && kind !== "application")) return;
    const type = "aws:wafv2/webAclAssociation:WebAclAssociation";
    const found = isPointedTo(stack, subject, { type, input: "resourceArn", names: "arn" });
    if (found === true) return;
    if (internal === UNKNOWN || kind === UNKNOWN || found === UNKNOWN)
        verdict.unknown(
            internal === UNKNOWN ? "internal" : kind === UNKNOWN ? "loadBalancerType" : `resourceArn of each ${type}`,
        );
    else
        verdict.bad({
            message: "no WebAclAssociation puts a firewall before this public load balancer",
            remedy: 'new aws.wafv2.WebAclAssociation("...", { resourceArn: balancer.arn, webAclArn: firewall.arn })',
        });
}

/** Ingresses of one group share a load balancer, and one of them speaks for it. */
function groupOf(subject: KubeSubject, stack: Stack): readonly Subject[] {
    const group = albAnnotation(subject, "group.name");
    if (typeof group !== "string") return [subject];
    return INGRESS_TYPES.flatMap((type) => onSameSite(stack, subject, type)).filter(
        (each) => albAnnotation(each, "group.name") === group,
    );
}

function judgeIngress(subject: KubeSubject, verdict: Verdict, stack: Stack): void {
    if (!isAlb(subject)) return;
    const scheme = albAnnotation(subject, "scheme");
    if (scheme !== UNKNOWN && scheme !== "internet-facing") return;
    if (groupOf(subject, stack).some((each) => isPresent(albAnnotation(each, ACL)))) return;
    if (scheme === UNKNOWN) verdict.unknown("metadata.annotations.alb.ingress.kubernetes.io/scheme");
    else
        verdict.missing({
            message: `annotation alb.ingress.kubernetes.io/${ACL} is not set: no firewall stands before the load balancer`,
            remedy: annotationSnippet([`alb.ingress.kubernetes.io/${ACL}`, "arn:aws:wafv2:..."]),
        });
}

function judgeDistribution({ props }: Subject, verdict: Verdict): void {
    if (isPresent(at(props, "webAclId"))) return;
    verdict.bad({
        message: "webAclId is not set: no firewall stands before the distribution",
        remedy: "webAclId: firewall.arn",
    });
}

function judgeFirewall(subject: Subject, verdict: Verdict, stack: Stack): void {
    const rules = at(subject.props, "rules");
    const inJson = isPresent(at(subject.props, "ruleJson"));
    if (rules === UNKNOWN) verdict.unknown("rules");
    else if (items(rules).length === 0 && !inJson)
        verdict.bad({
            message: "rules is empty: the firewall lets everything pass",
            remedy: "rules: firewallRules(2000)",
        });
    const type = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
    const logged = isPointedTo(stack, subject, { type, input: "resourceArn", names: "arn" });
    if (logged === UNKNOWN) verdict.unknown(`resourceArn of each ${type}`);
    else if (!logged)
        verdict.bad({
            message: "no WebAclLoggingConfiguration names it: nobody sees what it blocks",
            remedy: 'new aws.wafv2.WebAclLoggingConfiguration("...", { resourceArn: firewall.arn, logDestinationConfigs: [...] })',
        });
}

export const rule = defineRule({
    name: "aws-waf-association",
    title: "A firewall with rules and logs stands before everything that is public",
    rationale: "Scanners try known flaws all day; a firewall takes most of them away before a service sees them.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: [...BALANCERS, ...INGRESS_TYPES, DISTRIBUTION, FIREWALL],
    check(subject, verdict, { stack }) {
        if (isKube(subject)) judgeIngress(subject, verdict, stack);
        else if (subject.type === DISTRIBUTION) judgeDistribution(subject, verdict);
        else if (subject.type === FIREWALL) judgeFirewall(subject, verdict, stack);
        else judgeBalancer(subject, verdict, stack);
    },
});
