/**
 * Availability zones of the regions: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 * A region that is not here has a, b and c, as most have.
 */
const letters: Readonly<Record<string, readonly string[]>> = {
    "us-east-1": ["a", "b", "c", "d", "e", "f"],
    "us-west-2": ["a", "b", "c", "d"],
    "ap-northeast-1": ["a", "c", "d"],
    "ap-northeast-2": ["a", "b", "c", "d"],
    "ca-central-1": ["a", "b", "d"],
};

export const zonesOf = (region: string): readonly string[] =>
    (letters[region] ?? ["a", "b", "c"]).map((letter) => `${region}${letter}`);
