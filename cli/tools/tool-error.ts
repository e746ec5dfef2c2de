/** Another program failed: what it said is the message, and our stack trace would say nothing. */
export class ToolError extends Error {}
