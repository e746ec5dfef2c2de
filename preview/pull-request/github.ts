/** The three calls of GitHub's REST API that a comment takes: https://docs.github.com/en/rest */
export interface GitHubOptions {
    /** `https://api.github.com` */
    readonly api: string;
    readonly token: string;
    /** `owner/name` */
    readonly repository: string;
}

export interface Pull {
    readonly number: number;
    readonly head: { readonly sha: string };
}

export interface IssueComment {
    readonly id: number;
    readonly body?: string;
    readonly user: { readonly login: string } | null;
}

/** Who comments with the token of a workflow. */
const bot = "github-actions[bot]";
const perPage = 100;

export class GitHub {
    readonly #options: GitHubOptions;

    constructor(options: GitHubOptions) {
        this.#options = options;
    }

    /** The open pull request whose newest commit is that one: GitHub says so, nobody else is asked. */
    public async pullOf(head: { readonly owner: string; readonly branch: string; readonly sha: string }) {
        const query = new URLSearchParams({ state: "open", head: `${head.owner}:${head.branch}` });
        const pulls = (await this.#call("GET", `pulls?${query.toString()}`)) as readonly Pull[];
        return pulls.find((pull) => pull.head.sha === head.sha)?.number;
    }

    /** Edits the comment that starts with the marker, or writes the first one. */
    public async writeComment(pull: number, marker: string, body: string): Promise<"edited" | "written"> {
        const id = await this.#ownComment(pull, marker);
        if (id === undefined) await this.#call("POST", `issues/${pull}/comments`, { body });
        else await this.#call("PATCH", `issues/comments/${id}`, { body });
        return id === undefined ? "written" : "edited";
    }

    async #ownComment(pull: number, marker: string): Promise<number | undefined> {
        for (let page = 1; ; page++) {
            const path = `issues/${pull}/comments?per_page=${perPage}&page=${page}`;
            const comments = (await this.#call("GET", path)) as readonly IssueComment[];
            const own = comments.find(({ user, body }) => user?.login === bot && body?.startsWith(marker));
            if (own !== undefined || comments.length < perPage) return own?.id;
        }
    }

    /** @throws Error with GitHub's own words where it refuses. */
    async #call(method: string, path: string, body?: object): Promise<unknown> {
        const { api, repository, token } = this.#options;
        const response = await fetch(`${api}/repos/${repository}/${path}`, {
            method,
            headers: { accept: "application/vnd.github+json", authorization: `Bearer ${token}` },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
        return JSON.parse(text);
    }
}
