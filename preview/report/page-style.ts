/** The report's style sheet: in the page, so that the page is all there is. */
export const pageStyle = `
:root {
    color-scheme: light dark;
    --text: #1f2933; --quiet: #616e7c; --ground: #fff; --panel: #f5f7fa; --line: #dde2e8;
    --red: #b91c1c; --red-ground: #fdecec; --amber: #92600a; --amber-ground: #fdf4e0;
    --green: #1d6b3f; --green-ground: #e6f5ec; --purple: #6d3fa8; --link: #1d5fa8;
}
@media (prefers-color-scheme: dark) {
    :root {
        --text: #e4e7eb; --quiet: #9aa5b1; --ground: #12161c; --panel: #1a212a; --line: #303a46;
        --red: #ff8080; --red-ground: #3a1717; --amber: #e5b358; --amber-ground: #362a10;
        --green: #63c28c; --green-ground: #12301f; --purple: #c39bf5; --link: #7db7f0;
    }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 100rem; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; }
h2 { margin: 2.5rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.2rem; }
h3 { margin: 1.2rem 0 .4rem; font-size: 1rem; }
a { color: var(--link); }
code, pre { font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { margin: .5rem 0 0; padding: .6rem .8rem; overflow-x: auto; background: var(--panel); border-radius: 6px; }
nav { margin-top: .6rem; } nav a { margin-right: 1rem; }
.quiet { color: var(--quiet); }
.verdict { display: inline-block; margin-left: .8rem; padding: .1rem .7rem; border-radius: 1rem; font-size: 1rem; font-weight: 600; vertical-align: 3px; }
.clean { color: var(--green); background: var(--green-ground); }
.refused { color: var(--red); background: var(--red-ground); }
.figures { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0 0; padding: 0; list-style: none; }
.figures li { min-width: 7.5rem; padding: .5rem .9rem; background: var(--panel); border-radius: 8px; color: var(--quiet); }
.figures b { display: block; color: var(--text); font-size: 1.5rem; line-height: 1.3; }
.finding { margin: .8rem 0; padding: .7rem 1rem; border-left: 4px solid var(--line); background: var(--panel); border-radius: 4px; }
.finding p { margin: 0; overflow-wrap: anywhere; } .finding pre { background: var(--ground); }
.mandatory { border-color: var(--red); } .advisory { border-color: var(--amber); }
.level { margin-right: .6rem; font-weight: 600; } .mandatory .level { color: var(--red); } .advisory .level { color: var(--amber); }
.callout { margin: .5rem 0; padding: .5rem .9rem; border-radius: 6px; overflow-wrap: anywhere; }
.danger { color: var(--red); background: var(--red-ground); } .note { color: var(--amber); background: var(--amber-ground); }
.scroll { overflow-x: auto; }
.scroll svg.picture { display: block; min-width: 62rem; max-width: 100%; height: auto; }
ul.tree, .tree ul { margin: 0; padding-left: 1.1rem; list-style: none; }
ul.tree { padding-left: 0; }
.tree summary { cursor: pointer; } .tree li.leaf { padding-left: 1.05rem; }
.count { margin: 0 .4rem; padding: 0 .45rem; border-radius: .7rem; background: var(--panel); font-size: 13px; }
table { border-collapse: collapse; width: 100%; } .types { table-layout: fixed; } .types th:first-child { width: 25rem; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: 600; } td.number, th.number { width: 5rem; text-align: right; }
.created { color: var(--green); } .deleted { color: var(--red); } .replaced { color: var(--purple); } .changed { color: var(--amber); }
.old { color: var(--red); } .new { color: var(--green); }
.values { margin: .2rem 0 .8rem 1.2rem; width: auto; } .values td:first-child { min-width: 26rem; } .values td { border: 0; padding: .1rem 1.2rem .1rem 0; }
`;
