/** TLS 1.2 and 1.3 with forward secrecy only, hybrid post-quantum key agreement where the client has it. */
export const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";
