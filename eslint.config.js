import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
    globalIgnores(["node_modules", "out", ".local"]),
    js.configs.recommended,
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            // Numbers in messages and names are what they look like.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
        },
    },
    {
        // Only these may read the environment and pulumi.Config: what a stack is made of has one way in.
        files: ["components/**/*.ts", "systems/**/*.ts", "policies/**/*.ts", "index.ts"],
        rules: {
            "no-restricted-properties": ["error", { object: "process", property: "env" }],
            "no-restricted-syntax": [
                "error",
                {
                    selector: "NewExpression[callee.property.name='Config']",
                    message: "Only config/ reads pulumi.Config.",
                },
            ],
        },
    },
    {
        // Chai's assertions are property reads.
        files: ["tests/**/*.ts"],
        rules: { "@typescript-eslint/no-unused-expressions": "off" },
    },
);
