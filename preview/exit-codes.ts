/** What the commands of the project end with. */
export const exitCodes = {
    clean: 0,
    /** Something was found that must not be: a policy refuses, a check fails. */
    finding: 1,
    /** The user's to mend: an argument, a stack file, a program that is not installed. */
    input: 2,
    /** A fault of the program itself, or of what it works with. */
    fault: 3,
    /** Ended by Ctrl-C, as shells say it. */
    interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
