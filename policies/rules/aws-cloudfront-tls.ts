import { WANTED_CLOUDFRONT_POLICY, isStrongCloudfrontPolicy } from "../model/tls-policies.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, items, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { below, demand, entriesOf, inputsOf, type Place } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

/** A bucket that serves a website speaks HTTP only. */
const S3_WEBSITE = /\.s3-website[.-][a-z0-9.-]+$/;

function judgeViewers(behavior: Place, path: string, verdict: Verdict): void {
    demand(behavior, verdict, {
        path,
        meets: (value) => value === "redirect-to-https" || value === "https-only",
        wanted: "redirect-to-https",
        because: "or https-only, so that nothing is served without TLS",
    });
}

/** CloudFront's own certificate comes with its own policy; for another one TLS 1.0 is the default. */
function judgeCertificate(inputs: Place, verdict: Verdict): void {
    const certificate = at(inputs.value, "viewerCertificate");
    if (certificate === UNKNOWN) verdict.unknown("viewerCertificate");
    if (["acmCertificateArn", "iamCertificateId"].some((field) => isPresent(at(certificate, field))))
        demand(inputs, verdict, {
            path: "viewerCertificate.minimumProtocolVersion",
            meets: (value) => isStrongCloudfrontPolicy(textOr(value)),
            wanted: WANTED_CLOUDFRONT_POLICY,
            because: "or a later one",
        });
}

function judgeOrigin(origin: Place, verdict: Verdict): void {
    const custom = at(origin.value, "customOriginConfig");
    if (custom === undefined || S3_WEBSITE.test(textOr(at(origin.value, "domainName")))) return;
    if (text(at(origin.value, "domainName")) === UNKNOWN && at(custom, "originProtocolPolicy") !== "https-only") {
        verdict.unknown(below(origin, "domainName"));
        return;
    }
    demand(origin, verdict, {
        path: "customOriginConfig.originProtocolPolicy",
        meets: (value) => value === "https-only",
        wanted: "https-only",
        because: "the way to the origin leads through the internet too",
    });
    judgeOriginProtocols(origin, verdict);
}

function judgeOriginProtocols(origin: Place, verdict: Verdict): void {
    const path = "customOriginConfig.originSslProtocols";
    const protocols = at(origin.value, ...path.split("."));
    if (protocols === UNKNOWN || items(protocols).includes(UNKNOWN)) verdict.unknown(below(origin, path));
    const weak = items(protocols).filter((protocol) => protocol !== UNKNOWN && protocol !== "TLSv1.2");
    if (weak.length > 0)
        verdict.bad({
            message: `${below(origin, path)} has ${weak.map(String).join(", ")}; wanted is TLSv1.2 alone`,
            remedy: 'customOriginConfig: { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] }',
        });
}

function judge(subject: Subject, verdict: Verdict): void {
    const inputs = inputsOf(subject);
    judgeViewers(inputs, "defaultCacheBehavior.viewerProtocolPolicy", verdict);
    for (const behavior of entriesOf(inputs, "orderedCacheBehaviors", verdict))
        judgeViewers(behavior, "viewerProtocolPolicy", verdict);
    judgeCertificate(inputs, verdict);
    for (const origin of entriesOf(inputs, "origins", verdict)) judgeOrigin(origin, verdict);
}

export const rule = defineRule({
    name: "aws-cloudfront-tls",
    title: "CloudFront speaks TLS 1.2 or later to viewers and to origins",
    rationale: "A distribution is two connections, and a viewer sees only whether the first one is encrypted.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["aws:cloudfront/distribution:Distribution"],
    check: judge,
});
