/** A tag on what a sweep leaves alone; somebody may set it by hand as well. */
export const keepTag = { key: "strata:keep", value: "reclaim-policy-retain" } as const;
