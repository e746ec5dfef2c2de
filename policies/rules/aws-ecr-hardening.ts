import { z } from "zod";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { flag } from "../options.ts";
import { at, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { inputSnippet } from "../shared/demands.ts";
import { judgeOpenPolicy } from "../shared/open-policy.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const MUTABILITY = "imageTagMutability";

function judgeTags({ props }: Subject, verdict: Verdict): void {
    const found = text(at(props, MUTABILITY));
    if (found === UNKNOWN) verdict.unknown(MUTABILITY);
    else if (found !== "IMMUTABLE")
        verdict.bad({
            message: `${MUTABILITY} is ${show(found)}; wanted is "IMMUTABLE": a tag could become another image over night`,
            remedy: inputSnippet(MUTABILITY, "IMMUTABLE"),
        });
}

/** A scan of the whole registry does for each repository. */
function judgeScan(subject: Subject, verdict: Verdict, stack: Stack): void {
    if (stack.of("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration").length > 0) return;
    demandSwitch(subject, verdict, {
        path: "imageScanningConfiguration.scanOnPush",
        wanted: true,
        unset: false,
        because: "nobody would say what is known about the image's packages",
    });
}

/** By name; one whose name is not known yet may be meant by a policy whose repository is not known either. */
function judgeLifecycle({ props }: Subject, verdict: Verdict, stack: Stack): void {
    const name = text(at(props, "name"));
    if (name === undefined) return; // Made by the cloud.
    const policies = stack.of(LIFECYCLE).map((each) => text(at(each.props, "repository")));
    if (policies.includes(name)) return;
    const perhaps = policies.length > 0 && (name === UNKNOWN || policies.includes(UNKNOWN));
    if (perhaps) verdict.unknown("repository of the lifecycle policies");
    else
        verdict.bad({
            message: `no LifecyclePolicy names ${show(name)}: images that nobody uses are kept, and paid for`,
            remedy: `new aws.ecr.LifecyclePolicy("...", { repository: ${show(name)}, policy: ... })`,
            level: "advisory",
        });
}

export const rule = defineRule({
    name: "aws-ecr-hardening",
    title: "Image repositories keep their tags, scan what comes in, and are not for everybody",
    rationale: "Whoever can change what is behind a tag decides what runs.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Whether old images must have an end. */
            lifecycle: flag.default(true),
        }),
    joins: () => true,
    types: [REPOSITORY, "aws:ecr/repositoryPolicy:RepositoryPolicy"],
    check(subject, verdict, { stack, options }) {
        if (subject.type === REPOSITORY) {
            judgeTags(subject, verdict);
            judgeScan(subject, verdict, stack);
            if (options.lifecycle) judgeLifecycle(subject, verdict, stack);
        } else {
            const value = at(subject.props, "policy");
            judgeOpenPolicy({ path: "policy", value, why: "use the images" }, verdict);
        }
    },
});
