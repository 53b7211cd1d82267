//! A rich made-up paper: what templates are tried on, and the tests of this folder.

use crate::report::model::*;

/// Texts that would do harm if they were ever read as markup.
pub const HOSTILE: [&str; 22] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "| pipe \\| and \\",
    "{{ 7*7 }} {% for x in y %}",
    "=1+1",
    "- not a list",
    "1. not a list",
    "2) not a list",
    "# not a heading #",
    "> not a quotation",
    "---",
    "two\n\nlines\r\n| a | b |\n|---|---|",
    "[x](javascript:1) ![i](http://example.org/i.png)",
    "[x]: http://example.org",
    "*a* _b_ __c__ ~~d~~ `e` ``` f",
    "&lt;b&gt; &amp; &#60;",
    "http://example.org www.example.org a.person@example.org <http://example.org>",
    "    four spaces",
    "\u{202e}turned\u{202c} \u{0} \u{1b}[31m",
    "<!-- comment --> ]]>",
    "$x$ ^[note] [^1] :smile: !",
    "ends in a backslash \\",
];

/// A bar's rate, its text and its interval.
type Rate = (Option<f64>, &'static str, Option<(f64, f64)>);

pub fn report() -> Report {
    Report {
        title: "Work Programme: performance in Quarter 3, October to December 2015".into(),
        council: "Halton Borough Council".into(),
        notice: Some("Sample data: every person, prime and figure in this paper is invented".into()),
        about: About {
            period: "Quarter 3, 1 October to 31 December 2015".into(),
            as_at: "2015-12-31".parse().unwrap(),
            source: "Returns of Ingeus and A4e.".into(),
            contact: "Jo Birchall, jo.birchall@example.gov.uk".into(),
        },
        header: vec![
            line("REPORT TO", "Employment, Learning and Skills and Community PPB"),
            line("DATE", "14 March 2016"),
            line("REPORTING OFFICER", "Strategic Director, Communities & Resources"),
            line("WARDS", "Borough-wide"),
        ],
        sections: vec![
            section(
                "1.0",
                "purpose",
                "PURPOSE OF THE REPORT",
                vec![paragraph("1.1", vec![Inline::plain("To advise Members of progress.")])],
                vec![],
            ),
            section(
                "3.0",
                "supporting-information",
                "SUPPORTING INFORMATION",
                vec![callout(), hostile_list()],
                vec![
                    section("3.1", "position", "Where the contracts stand", position(), vec![]),
                    section(
                        "3.2",
                        "wards",
                        "Wards",
                        [vec![chart(), Block::Table(rag_table()), Block::Table(ward_table())], pictures()].concat(),
                        vec![],
                    ),
                ],
            ),
            section("10.0", "glossary", "GLOSSARY", vec![glossary()], vec![]),
        ],
        footer: vec!["Made with quarterdeck 0.1.0".into(), "Run manifest SHA-256: 0f3a9c".into()],
    }
}

/// The same with next to nothing in it: no notice, no particulars, no sections.
pub fn bare() -> Report {
    Report { notice: None, header: Vec::new(), sections: Vec::new(), footer: Vec::new(), ..report() }
}

/// One block of each kind.
pub fn every_kind_of_block() -> Vec<Block> {
    let words = vec![Inline::plain("Words.")];
    let list = Block::List(List { items: vec![words.clone(), words.clone()] });
    vec![paragraph("1.1", words), list, Block::Table(ward_table()), chart(), callout(), glossary()]
}

fn chart() -> Block {
    let rates = |rates: [Rate; 2]| {
        let bars = ["Ingeus", "A4e"].into_iter().zip(rates);
        bars.map(|(label, (rate, text, interval))| Bar { label: label.into(), rate, text: text.into(), interval })
            .collect()
    };
    Block::Chart(Chart {
        id: "figure-1".into(),
        number: "Figure 1".into(),
        title: "Both primes are short of the job start target".into(),
        subtitle: "Percent of people attached, Halton, to 31 December 2015".into(),
        description: "Job starts: Ingeus 23.4%, A4e 18.1%. Sustained: Ingeus 11.2%, A4e not shown.".into(),
        table: "Table 2".into(),
        source: "Returns of the primes".into(),
        picture: Picture::Rates(vec![
            group(
                "Job starts",
                0.25,
                "Minimum 25%",
                rates([(Some(0.234), "23.4%", Some((0.206, 0.264))), (Some(0.181), "18.1%", Some((0.150, 0.217)))]),
            ),
            group(
                "Sustained in work, 26 weeks",
                0.15,
                "Minimum 15%",
                rates([(Some(0.112), "11.2%", Some((0.092, 0.136))), (None, "[c]", None)]),
            ),
        ]),
    })
}

/// A chart of each kind that the first is not.
pub fn pictures() -> Vec<Block> {
    let span = |name: &str, count: u64| SpanCount {
        name: name.into(),
        short: name.chars().take(1).collect(),
        year: None,
        count,
        text: count.to_string(),
    };
    let spans = vec![
        SpanPanel { label: "Job starts".into(), spans: vec![span("November 2015", 12), span("December 2015", 9)] },
        SpanPanel { label: "People sustained".into(), spans: vec![] },
    ];
    let point = |months, rate: Option<f64>, text: &str| CurvePoint { months, rate, text: text.into() };
    let curves = vec![
        Curve { label: "Apr to Jun 2015".into(), points: vec![point(3, Some(0.1), "10% (9)"), point(6, None, "[c]")] },
        Curve { label: "Jul to Sep 2015".into(), points: vec![point(3, Some(0.12), "12% (10)")] },
    ];
    let place = |label: &str, rate, is_outside| FunnelPlace {
        label: label.into(),
        people: 80,
        rate,
        text: "20%".into(),
        is_outside,
        is_far_outside: false,
    };
    let limits =
        |people| FunnelLimits { people, low_95: Some(0.1), high_95: Some(0.3), low_998: None, high_998: Some(0.4) };
    let funnel = Funnel {
        rate: 0.2,
        rate_label: "All 20%".into(),
        places: vec![place("Heath", 0.2, false), place(HOSTILE[0], 0.45, true)],
        limits: [20, 50, 100].map(limits).into(),
    };
    let amount = |label: &str, pence: i64, text: &str| Amount {
        label: label.into(),
        pence: Some(crate::vocabulary::Pence(pence)),
        text: text.into(),
    };
    let amounts = vec![AmountGroup {
        label: "Ingeus".into(),
        amounts: vec![amount("Achieved", 123_400, "£1,234"), amount("Paid", 100_000, "£1,000")],
    }];
    let pictures = [Picture::Spans(spans), Picture::Curves(curves), Picture::Funnel(funnel), Picture::Amounts(amounts)];
    let chart = |(i, picture): (usize, Picture)| {
        Block::Chart(Chart {
            id: format!("figure-{}", i + 2),
            number: format!("Figure {}", i + 2),
            title: format!("What {} shows", HOSTILE[i]),
            subtitle: "People, Halton, to 31 December 2015".into(),
            description: format!("Values in words, and {}.", HOSTILE[i]),
            table: "Table 3".into(),
            source: "Returns of the primes".into(),
            picture,
        })
    };
    pictures.into_iter().enumerate().map(chart).collect()
}

fn callout() -> Block {
    Block::Callout {
        heading: "For members".into(),
        items: vec![
            vec![Inline::plain("Whether a person is better off in work.")],
            vec![Inline::strong("Why"), Inline::plain(" a job ended.")],
        ],
    }
}

fn glossary() -> Block {
    Block::Glossary {
        entries: vec![
            entry("Attachment", "The person has joined the prime's programme."),
            entry("JCP", "Jobcentre Plus, which refers people."),
        ],
    }
}

fn position() -> Vec<Block> {
    let figure = || Inline::figure("23.4% (222 of 948 people)", "wp.job_start.2015-16-Q3.ingeus");
    vec![
        paragraph(
            "3.1.1",
            vec![
                Inline::plain("By 31 December 2015, "),
                figure(),
                Inline::plain(" of people attached to Ingeus had started a job; the minimum is 25%."),
            ],
        ),
        paragraph(
            "3.1.2",
            vec![
                Inline::strong("Not met; too close to call."),
                Inline::plain(" Last year "),
                figure(),
                Inline::plain("."),
            ],
        ),
    ]
}

/// Every hostile text, in running text.
fn hostile_list() -> Block {
    Block::List(List { items: HOSTILE.iter().map(|text| vec![Inline::plain(*text)]).collect() })
}

/// Status words with their symbols, and one hostile text a row.
pub fn rag_table() -> Table {
    let symbols = [
        Symbol::GreenStar,
        Symbol::AmberCircle,
        Symbol::RedTriangle,
        Symbol::ArrowUp,
        Symbol::ArrowLevel,
        Symbol::ArrowDown,
    ];
    let words = ["On course", "Uncertain", "Not on course", "Better", "Same", ""];
    let rows = HOSTILE.iter().enumerate().map(|(i, text)| Row {
        cells: vec![Cell::words(*text), Cell::words(words[i % 6]).with_symbol(Some(symbols[i % 6]))],
        is_total: false,
    });
    Table {
        id: "table-2".into(),
        number: "Table 2".into(),
        title: "Indicators against target".into(),
        scope: "People attached in Halton to 31 December 2015".into(),
        source: "Returns of the primes".into(),
        units: "Words".into(),
        columns: vec![Column::words("Indicator | with a pipe"), Column::words("Status")],
        rows: rows.collect(),
        notes: vec![],
    }
}

/// 21 wards and a total.
pub fn ward_table() -> Table {
    let wards = [
        "Appleton",
        "Beechwood",
        "Birchfield",
        "Broadheath",
        "Daresbury",
        "Ditton",
        "Farnworth",
        "Grange",
        "Hale",
        "Halton Brook",
        "Halton Castle",
        "Halton Lea",
        "Halton View",
        "Heath",
        "Hough Green",
        "Kingsway",
        "Mersey",
        "Norton North",
        "Norton South",
        "Riverside",
        "Windmill Hill",
    ];
    let row = |i: usize, name: &str, is_total: bool| {
        let n = if is_total { 1873 } else { 20 + i * 7 };
        let mut cells = vec![Cell::words(name)];
        let tenths = |whole: usize| Cell::percent(Decimal { units: (whole * 10 + i % 10) as i64, places: 1 });
        for (column, share) in [(0, 100), (1, 92), (2, 31), (3, 14), (4, 0), (5, 0)] {
            let cell = match (column, i % 6) {
                (2..=5, 4) => Cell::mark(Mark::Confidential),
                (4, _) => tenths(18 + i % 9),
                (5, _) => tenths(9 + i % 5),
                _ => Cell::count((n * share / 100) as u64),
            };
            cells.push(cell.with_id(format!("wp.ward.{column}.{}", name.to_lowercase().replace(' ', "-"))));
        }
        Row { cells, is_total }
    };
    let mut rows: Vec<Row> = wards.iter().enumerate().map(|(i, ward)| row(i, ward, false)).collect();
    rows.push(row(7, "Halton", true));
    let mut columns = vec![Column::words("Ward")];
    columns.extend(["Referred", "Attached", "Job starts", "Sustained"].map(Column::count));
    columns.extend(["Job start rate", "Sustained rate"].map(Column::percent));
    Table {
        id: "table-3".into(),
        number: "Table 3".into(),
        title: "People referred, attached, in work and sustained, by ward".into(),
        scope: "All people referred to Ingeus and A4e who live in Halton, programme to date, as at 31 December 2015"
            .into(),
        source: "Returns of Ingeus and A4e; Jobcentre Plus list of referrals".into(),
        units: "People; percent of people attached".into(),
        columns,
        rows,
        notes: vec![
            "[c] confidential: the figure could identify a person.".into(),
            "Sustained: 26 weeks in work.".into(),
        ],
    }
}

fn group(label: &str, target: f64, target_label: &str, bars: Vec<Bar>) -> BarGroup {
    BarGroup { label: label.into(), target: Some(target), target_label: target_label.into(), bars }
}

fn section(number: &str, id: &str, heading: &str, blocks: Vec<Block>, subsections: Vec<Section>) -> Section {
    Section { number: number.into(), id: id.into(), heading: heading.into(), blocks, subsections }
}

fn paragraph(number: &str, text: Text) -> Block {
    Block::Paragraph(Paragraph { number: number.into(), text })
}

fn line(label: &str, text: &str) -> HeaderLine {
    HeaderLine { label: label.into(), text: text.into() }
}

fn entry(term: &str, meaning: &str) -> GlossaryEntry {
    GlossaryEntry { term: term.into(), meaning: meaning.into() }
}
