import { z } from "zod";
import { keepsTags } from "../model/container-registry.ts";
import { isWithin, originOf } from "../model/image.ts";
import { texts } from "../options.ts";
import { defineRule } from "../rule.ts";
import { eachImage } from "../shared/each-image.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

export const rule = defineRule({
    name: "k8s-image-digest",
    title: "Images are named by their digest",
    rationale: "Who may push to a registry can give a tag to another image; a digest is of one image for ever.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Registries or folders of them whose tags never move, beside the stack's own immutable ones in ECR. */
            immutableTags: texts.default([]),
        }),
    joins: () => true,
    pods: "all",
    checkPod({ pod }, verdict, { options, stack }) {
        eachImage(pod, verdict, ({ container, image, title }) => {
            const origin = originOf(image);
            if (image.digest !== undefined || isWithin(origin, options.immutableTags)) return;
            const kept = image.tag === undefined ? false : keepsTags(stack, origin);
            if (kept === UNKNOWN) verdict.unknown(`imageTagMutability of ${origin.path}`);
            else if (!kept)
                verdict.bad({
                    message: `${title} has no digest, and its tag may be given to another image`,
                    remedy: containerSnippet(container, "image: <repository>:<version>@sha256:<digest>"),
                });
        });
    },
});
