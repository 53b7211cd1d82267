//! Templates of a council's own: programs that a stranger may have written.

use std::time::{Duration, Instant};

use crate::harness::{Bench, Outcome};

const HALTON: [&str; 4] = ["-w", "halton", "--quarter", "2015-16-Q3"];

/// The sample with its paper made, and an own template with this page.
fn bench_with(page: &str) -> Bench {
    let bench = Bench::new();
    bench.sample();
    bench.run(&[&["report"][..], &HALTON].concat()).expect(0);
    bench.file("halton/templates/our-board/report.html", page);
    bench
}

/// The template ends both commands that fill it in, by its name and the limit, and nothing else is printed or changed.
fn is_stopped(page: &str, says: &str, most: Duration) {
    let bench = bench_with(page);
    let before = bench.all_files("output");
    let timed = |args: &[&str]| -> (Outcome, Duration) {
        let begun = Instant::now();
        (bench.run(args), begun.elapsed())
    };
    let report = [&["report", "--template", "our-board"][..], &HALTON].concat();
    let check = [&["template", "check", "our-board"][..], &HALTON].concat();
    let made = std::thread::scope(|scope| {
        let other = scope.spawn(|| timed(&check));
        [timed(&report), other.join().unwrap()]
    });
    for (outcome, took) in made {
        outcome.expect(2);
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        for words in ["our-board/report.html", says] {
            assert!(said.contains(words), "`{words}` is not in:\n{said}");
        }
        for word in ["panicked", "overflowed", "memory allocation", "a fault in Quarterdeck", "core dumped", "stack"] {
            assert!(!said.contains(word), "`{word}` is in:\n{said}");
        }
        assert!(took < most, "{took:?}");
    }
    assert_eq!(bench.all_files("output"), before, "the last paper is touched");
}

/// What is not filling in: to start, to read the returns, and to wait for others on a machine at work.
const BESIDE: Duration = Duration::from_secs(20);

#[test]
#[cfg(target_os = "linux")]
fn a_template_that_swells_is_ended_at_its_limit_of_memory() {
    let limit = "asks for more memory than 512 MB, the limit of a template";
    let doubled =
        "{% set_global s=\"aaaaaaaaaa\" %}{% for a in range(end=29) %}{% set_global s = s ~ s %}{% endfor %}x";
    let replaced = "{% set_global s=\"aaaaaaaaaa\" %}{% for a in range(end=29) %}\
                    {% set_global s = s | replace(from=\"a\", to=\"aaaa\") %}{% endfor %}x";
    for page in [doubled, replaced] {
        is_stopped(page, limit, BESIDE);
    }
}

#[test]
#[cfg(unix)]
fn a_template_that_puts_lists_into_lists_is_ended() {
    let page = "{% set_global s=[\"a\"] %}{% for a in range(end=100000) %}{% set_global s = [s, s] %}{% endfor %}x";
    is_stopped(page, "deeper than the limit of a template", BESIDE);
}

#[test]
fn a_template_that_loops_without_end_has_one_limit_of_time_for_all_papers_that_it_is_tried_on() {
    let page = "{% for a in range(end=90000) %}{% for b in range(end=90000) %}{% endfor %}{% endfor %}";
    is_stopped(page, "takes more than 20 seconds, the limit of a template", Duration::from_secs(20) + BESIDE);
}

#[test]
fn a_copy_of_the_built_in_files_makes_the_same_bytes_in_its_process() {
    let bench = Bench::new();
    bench.sample();
    let made = |template: &str| {
        bench.run(&[&["report", "--template", template, "--formats", "html,markdown"][..], &HALTON].concat()).expect(0);
        // The run is another, as it was made with other files.
        let but_run = |name: &str| {
            let paper = bench.read(&format!("output/halton/2015-16-Q3/{name}"));
            paper.lines().filter(|line| !line.contains("Made by Quarterdeck")).collect::<Vec<_>>().join("\n")
        };
        [but_run("report.html"), but_run("report.md")]
    };
    let builtin = made("halton-cover");
    bench.run(&["template", "new", "our-board", "-w", "halton"]).expect(0);
    let own = made("our-board");
    assert!(own == builtin && own[0].contains("</svg>"));
}

/// What `template check` says of a copy of the built-in template in which one text of a file stands for another.
fn problems(file: &str, change: impl Fn(&str) -> String) -> String {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["template", "new", "own", "-w", "halton"]).expect(0);
    let path = format!("halton/templates/own/{file}");
    let text = bench.read(&path);
    let changed = change(&text);
    assert_ne!(text, changed, "{file}");
    bench.file(&path, &changed);
    let outcome = bench.run(&[&["template", "check", "own"][..], &HALTON].concat());
    outcome.expect(2);
    outcome.stdout.clone()
}

#[test]
fn a_page_that_breaks_a_rule_or_loses_words_is_a_problem_of_its_file() {
    let whole = |text: &'static str| move |_: &str| text.to_string();
    let swap = |from: &'static str, to: &'static str| move |text: &str| text.replacen(from, to, 1);
    let without_sections = |text: &str| {
        let (before, rest) = text.split_once("<main id=\"main\" tabindex=\"-1\">").unwrap();
        format!("{before}<main id=\"main\" tabindex=\"-1\">{}", rest.split_once("{%- endfor %}\n</main>").unwrap().1)
            .replacen("<footer>", "</main><footer>", 1)
    };
    let cases = [
        ("report.html", problems("report.html", whole("")), "not everything that the paper says is in the file"),
        ("report.html", problems("report.html", without_sections), "not everything that the paper says is in the file"),
        (
            "report.html",
            problems("report.html", swap("<meta http-equiv=\"Content-Security-Policy\" content=\"{{ csp }}\">", "")),
            "content_security_policy",
        ),
        (
            "report.html",
            problems("report.html", swap("</head>", "<script src=\"https://x.test/a.js\"></script></head>")),
            "no_script",
        ),
        (
            "style.css",
            problems("style.css", |text| format!("@import url(http://x.test/a.css);\n{text}")),
            "no_requests",
        ),
        ("report.md", problems("report.md", whole("# {{ title }}\n")), "not everything that the paper says"),
    ];
    for (file, said, wanted) in cases {
        let own = said.lines().find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{wanted}:\n{said}"));
        assert!(own.starts_with("problem: ") && own.contains(&format!("templates/own/{file}")), "{own}");
        assert!(!said.contains("\\n"), "{said}");
    }
}

#[test]
fn a_pack_of_a_committees_papers_without_the_statutory_list_is_not_made() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["template", "new", "own", "--from", "contract-review", "-w", "halton"]).expect(0);
    let path = "halton/templates/own/paper.toml";
    let pack = [&["report", "--for-each", "prime", "--template", "own"][..], &HALTON].concat();
    bench.run(&pack).expect(0);
    let before = bench.all_files("output");
    bench.file(path, &bench.read(path).replacen("meeting = \"officers\"\n", "", 1));
    bench.run(&pack).expect(2).says(&["own/paper.toml", "section 100D", "statutory"]);
    assert_eq!(bench.all_files("output"), before);
}
