use super::*;
use crate::metrics::indicators::find;

const PIPED: Look = Look { width: 80, is_ascii: false, is_coloured: false };
const ASCII: Look = Look { is_ascii: true, ..PIPED };

fn answer(header: &str, rows: &[(&str, Cell)]) -> Answer {
    let rate = |cell: &Cell| match cell {
        Cell::Rate(share) => [Cell::Count((share * 1000.0) as u64), Cell::Count(1000)],
        other => [other.clone(), other.clone()],
    };
    let is_rate = header.ends_with("_rate");
    let row = |(name, cell): &(&str, Cell)| {
        let more = rate(cell).into_iter().filter(|_| is_rate);
        [Cell::Text((*name).into()), cell.clone()].into_iter().chain(more).collect()
    };
    let more = [format!("{header}_achieved"), format!("{header}_of")];
    let headers = ["name".to_string(), header.to_string()].into_iter().chain(more.into_iter().filter(|_| is_rate));
    Answer { headers: headers.collect(), rows: rows.iter().map(row).collect() }
}

fn drawn(header: &str, by: Dimension, rows: &[(&str, Cell)], minimum: Option<f64>, look: Look) -> String {
    let measures = [find(header).unwrap()];
    let minimum = move |names: &[Cell], _: &str| minimum.filter(|_| names[0] != Cell::Text("All".into()));
    let subject = Subject { measures: &measures, by: &[by], against: None, minimum: &minimum, when: "to-date".into() };
    text(&answer(header, rows), &subject, look)
}

fn hidden() -> Cell {
    Cell::Mark(format::HIDDEN)
}

#[test]
fn bars_are_as_long_as_their_numbers_with_the_scale_below_and_the_total_in_words() {
    let rows = [("Runcorn", Cell::Count(40)), ("Widnes", Cell::Count(20)), ("All", Cell::Count(60))];
    let text = drawn("attached", Dimension::Office, &rows, None, ASCII);
    let bar = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().matches('#').count();
    assert_eq!(bar("Runcorn"), 2 * bar("Widnes"), "{text}");
    assert!(text.contains("attached (people)") && text.contains("All: attached 60"), "{text}");
    let scale = text.lines().find(|line| line.trim_start().starts_with("0 ")).unwrap();
    assert_eq!(scale.split_whitespace().collect::<Vec<_>>(), ["0", "20", "40"], "{text}");
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 80), "{text}");
}

#[test]
fn what_is_hidden_is_a_gap_of_one_size_and_moves_nothing() {
    let rows = |hidden: Cell| [("A", Cell::Count(40)), ("B", hidden), ("C", Cell::Count(30))];
    for look in [PIPED, ASCII] {
        let text = drawn("attached", Dimension::Office, &rows(hidden()), None, look);
        let line = text.lines().find(|line| line.starts_with('B')).unwrap();
        let gap = if look.is_ascii { "|//////  " } else { "│╱╱╱╱╱╱  " };
        assert!(line.contains(gap) && line.ends_with("[c]"), "{text}");
        assert!(text.contains("[c] hatched: not shown"), "{text}");
    }
    let none = drawn("attached", Dimension::Office, &rows(Cell::Mark(format::NOT_APPLICABLE)), None, ASCII);
    assert!(none.contains("[z]") && !none.contains('/'), "{none}");
}

#[test]
fn a_minimum_is_a_mark_in_the_rows_of_primes_and_rates_are_in_percent() {
    let rows = [("North", Cell::Rate(0.3)), ("South", Cell::Rate(0.1)), ("All", Cell::Rate(0.2))];
    let text = drawn("job_start_rate", Dimension::Prime, &rows, Some(0.2), ASCII);
    let at = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().find('!');
    assert!(at("North").is_some() && at("North") == at("South") && at("All").is_none(), "{text}");
    assert!(text.contains("! minimum in the contract: 20%") && text.contains("(percent)"), "{text}");
    assert!(text.contains("40%") && text.contains("30.0%"), "{text}");
    let by_office = drawn("job_start_rate", Dimension::Office, &rows, Some(0.2), ASCII);
    assert!(!by_office.contains('!'), "{by_office}");
}

#[test]
fn a_line_over_time_leaves_hatched_columns_and_names_the_rest_in_words() {
    let rows = [
        ("2014-15-Q1", Cell::Count(10)),
        ("2014-15-Q2", Cell::Count(40)),
        ("2014-15-Q3", hidden()),
        ("2015-16-Q1", Cell::Count(20)),
        ("Not attached", Cell::Count(7)),
        ("All", Cell::Count(90)),
    ];
    for look in [PIPED, ASCII] {
        let text = drawn("attached", Dimension::AttachmentQuarter, &rows, None, look);
        let hatch = if look.is_ascii { '/' } else { '╱' };
        let hatched: Vec<usize> =
            text.lines().map(|line| line.matches(hatch).count()).filter(|many| *many > 0).collect();
        assert!(hatched.len() == 10 && hatched.iter().all(|many| *many == hatched[0]), "{text}");
        assert!(text.contains("2014-15-Q1") && text.contains("[c]"), "{text}");
        assert!(text.contains("Not attached: attached 7") && text.contains("All: attached 90"), "{text}");
        assert_eq!(text.is_ascii(), look.is_ascii, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    let braille = drawn("attached", Dimension::AttachmentQuarter, &rows, None, PIPED);
    assert!(braille.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{braille}");
}

#[test]
fn a_quarter_without_anybody_keeps_its_place() {
    let rows = |quarter| [("2014-15-Q1", Cell::Count(40)), (quarter, Cell::Count(40))];
    let points = |quarter| {
        let subject = Subject {
            measures: &[find("attached").unwrap()],
            by: &[Dimension::AttachmentQuarter],
            against: None,
            minimum: &|_, _| None,
            when: String::new(),
        };
        let charts = charts(&answer("attached", &rows(quarter)), &subject);
        lines::draw(&charts[0], 0, Dimension::AttachmentQuarter, ASCII).concat().matches('*').count()
    };
    assert!(points("2014-15-Q2") > points("2014-15-Q4"));
    assert_eq!(following(Dimension::AttachmentMonth, "2015-12").as_deref(), Some("2016-01"));
    assert_eq!(following(Dimension::ReferralYear, "2015-16").as_deref(), Some("2016-17"));
    assert_eq!(following(Dimension::AttachmentQuarter, "Not attached"), None);
}

#[test]
fn colours_stand_around_bars_alone_and_only_where_they_are_asked_for() {
    let rows = [("A", Cell::Count(40)), ("B", hidden())];
    let coloured = drawn("attached", Dimension::Office, &rows, None, Look { is_coloured: true, ..PIPED });
    assert_eq!(coloured.matches("\u{1b}[0m").count(), 2);
    assert!(!drawn("attached", Dimension::Office, &rows, None, PIPED).contains('\u{1b}'));
}

#[test]
fn a_terminal_without_unicode_is_drawn_on_with_ascii() {
    let of = |pairs: &'static [(&'static str, &'static str)]| {
        is_dumb(|name| pairs.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_string()))
    };
    assert!(!of(&[("LANG", "en_GB.UTF-8"), ("TERM", "xterm")]));
    assert!(!of(&[("LANG", "C"), ("LC_ALL", "de_DE.utf8")]));
    assert!(of(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "C")]));
    assert!(of(&[("LANG", "en_GB.UTF-8"), ("TERM", "dumb")]) && of(&[]));
}

#[test]
fn a_name_in_other_letters_is_no_obstacle_to_ascii() {
    let rows = [("Zoë Row", Cell::Count(40)), ("B", Cell::Count(20))];
    let text = drawn("attached", Dimension::Office, &rows, None, ASCII);
    assert!(text.contains("Zo? Row") && text.is_ascii(), "{text}");
}
