/** Rules about images start alike: by container, with the reference taken apart. */
import { celText } from "../admission/cel.ts";
import type { Container } from "../model/container.ts";
import { CHANNEL_RELEASE, parseImage, type Image } from "../model/image.ts";
import type { Pod } from "../model/pod.ts";
import { texts } from "../options.ts";
import { show, text } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Words that, as part of a tag, mean that it moves. */
export const tagsThatMove = texts.default(["latest", "main", "master", "dev", "edge", "nightly", "stable"]);

export interface Used {
    readonly container: Container;
    readonly image: Image;
    /** As messages begin: container "web" image "nginx:1.27". */
    readonly title: string;
}

/** What names no image is k8s-image-pinned's to say. */
export function eachImage(pod: Pod, verdict: Verdict, judge: (used: Used) => void): void {
    for (const container of pod.containers) {
        const written = text(container.fields["image"]);
        if (written === UNKNOWN) verdict.unknown(`${container.path}.image`);
        else if (written !== undefined && written !== "")
            judge({
                container,
                image: parseImage(written.trim()),
                title: `${container.title} image ${show(written)}`,
            });
    }
}

/** The references of images as a variable of CEL, beside the container and what is before the digest. */
export const celImages = {
    images:
        'variables.containers.filter(c, c.?fields.image.orValue("") != "")' +
        '.map(c, {"title": dyn(c.title), "fields": dyn(c.fields), "image": dyn(c.fields.image), "tagged": dyn(c.fields.image.split("@")[0])})',
} as const;

/** Whether the image i has a digest. */
export const celHasDigest = 'i.image.contains("@")';
/** Whether it has a tag: a colon before the last slash is the registry's port. */
export const celHasTag = 'i.tagged.matches(":[^/]+$")';

/** Whether its tag has one of the words. */
export function celMoves(words: readonly string[]): string {
    const any = words.map((word) => word.toLowerCase().replace(/[^a-z0-9]/g, "[$&]")).join("|");
    const hasWord = `i.tagged.lowerAscii().matches(${celText(`:([^/]*[-_.])?(${any})([-_.][^/]*)?$`)})`;
    const isRelease = `i.tagged.matches(${celText(CHANNEL_RELEASE.source.replace("^", ":"))})`;
    return `(${hasWord} && !${isRelease})`;
}
