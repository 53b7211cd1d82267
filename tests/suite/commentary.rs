//! The officers' words from the file to the paper: figures by name, signatures, words carried over, reasons, judgements,
//! milestones, good news, states of contracts; and the file that `commentary new` begins.

use crate::harness::{Bench, Outcome};
use crate::small::{PARTICIPANTS, QUARTER, council, edit, path_of, text};

const FILE: &str = "ws/commentary/2015-16-Q3.md";

/// So many people who joined in June 2012, of whom the first ones started a job: their time is over.
fn list(reference: u32, people: u32, jobs: u32) -> String {
    let row = |nth: u32| {
        let job = if nth < jobs { "01/09/2012" } else { "" };
        format!("HPJ{:06},Row,,01/06/2012,15/06/2012,Mersey,1,{job},,,", reference + nth)
    };
    text(PARTICIPANTS, &(0..people).map(row).collect::<Vec<_>>())
}

/// North is red with 6 of 40; of South's 3 of 30 nothing is shown.
fn primes() -> Bench {
    let bench = council(&["North", "South"], false);
    bench.file(&path_of("north", "csv"), &list(1, 40, 6));
    bench.file(&path_of("south", "csv"), &list(1000, 30, 3));
    edit(&bench, "ws/quarterdeck.toml", "board = \"Board\"", "board = \"Board\"\nmeeting_date = 2016-02-22");
    bench
}

/// The paper in Markdown, and what was said.
fn paper(bench: &Bench) -> (String, Outcome) {
    let outcome = bench.run(&["report", "-w", "ws"]);
    outcome.expect(0);
    (bench.read(&format!("output/small/{QUARTER}/report.md")), outcome)
}

/// What is refused, and how.
fn refused(bench: &Bench, words: &str, says: &[&str]) {
    bench.file(FILE, words);
    for command in [&["report", "-w", "ws"][..], &["commentary", "check", "-w", "ws"]] {
        bench.run(command).expect(2).says(says);
    }
}

fn has(paper: &str, words: &str) {
    assert!(paper.contains(words), "`{words}` is not in:\n{paper}");
}

fn has_not(paper: &str, words: &str) {
    assert!(!paper.contains(words), "`{words}` is in:\n{paper}");
}

#[test]
fn a_figure_that_officers_name_is_the_published_one_with_its_id_and_a_hidden_one_stays_hidden() {
    let bench = primes();
    bench.file(
        FILE,
        "## Key developments (KM, 12 January 2016)\n\nNorth {{ job_start_rate, north }}, people {{attached, North}}, by id \
         {{ f-attached-to-date-prime-north }}; South {{ Job start rate,\nSouth }} and {{ job_starts, South }}.\n",
    );
    let (markdown, _) = paper(&bench);
    has(
        &markdown,
        "North 15% (6 of 40 people), people 40, by id 40; South a figure that is not shown to protect individuals and a \
         figure that is not shown to protect individuals. (KM, 12 January 2016)",
    );
    let page = bench.read(&format!("output/small/{QUARTER}/report.html"));
    has(&page, "id=\"f-job_start_rate-to-date-prime-north\"");
    for exact in ["3 of 30", "10%"] {
        has_not(&markdown, exact);
    }
    bench.run(&["explain", "f-job_start_rate-to-date-prime-north", "-w", "ws"]).expect(0);
}

#[test]
fn a_name_that_no_figure_has_is_refused_with_its_line_and_the_nearest() {
    let bench = primes();
    let under = |words: &str| format!("## Key developments (KM, 12 January 2016)\n\nOne.\nTwo {words}.\n");
    let line = "`commentary/2015-16-Q3.md`, line 4: ";
    for (name, what, near) in [
        ("{{ job_star_rate }}", "no figure is called `job_star_rate`", "did you mean `job_start_rate`?"),
        ("{{ attached, Nort }}", "no prime is called `Nort`", "did you mean `North`?"),
        (
            "{{ f-attached-to-date-prime-nort }}",
            "no figure of the paper has the id `f-attached-to-date-prime-nort`",
            "did you mean `f-attached-to-date-prime-north`?",
        ),
        ("{{ attached", "{{ is never closed, before `attached.`", "close the figure's name"),
        ("<!-- a note", "a note begins with <!-- and is never closed", "close it with -->"),
    ] {
        refused(&bench, &under(name), &[&format!("{line}{what}"), near]);
    }
}

#[test]
fn words_without_initials_date_or_heading_are_told_and_notes_to_the_writer_are_not_printed() {
    let bench = primes();
    bench.file(
        FILE,
        "Hello.\n\n## Key developments\n\nOne. <!-- SECRET -->\n\n<!--\n## Hidden\n-->\n\n## Emerging issues (KM, January)\n\nTwo.\n\n\
         ## Risk analysis (KM, 1 March 2016)\n\nThree.\n\n## Policy implications (KM, 1 October 2015)\n\nFour.\n\n\
         ## Policy implications (JB, 4 January 2016)\n\nFive.\n\n## Nowhere (KM, 4 January 2016)\n\nSix.\n",
    );
    let (markdown, outcome) = paper(&bench);
    outcome.says(&[
        "commentary_before_heading",
        "line 1: words before the first heading",
        "line 3: `Key developments` has no initials and date",
        "line 11: `Emerging issues` is signed `KM, January`, in which no date can be read",
        "line 15: `Risk analysis` is dated 1 March 2016, after the meeting",
        "line 19: `Policy implications` is dated 1 October 2015, when the quarter was far from over",
        "line 23: a second entry under `Policy implications` (the first is line 19): both are printed",
        "line 27: the paper has no place for the heading `Nowhere`",
    ]);
    assert!(
        markdown.find("Four. (KM, 1 October 2015)").unwrap() < markdown.find("Five. (JB, 4 January 2016)").unwrap()
    );
    for gone in ["Hello", "SECRET", "Hidden", "Six."] {
        has_not(&markdown, gone);
    }
}

#[test]
fn words_of_the_latest_earlier_quarter_are_carried_over_where_silence_would_show_and_marked_stale() {
    let bench = primes();
    let entry =
        |words: &str, day: &str| format!("## Key developments (KM, {day})\n\n{words} {{{{ attached, North }}}}.\n\n");
    bench.file("ws/commentary/2014-15-Q4.md", &entry("Too old", "4 April 2015"));
    bench.file("ws/commentary/2015-16-Q1.md", &entry("Old", "3 July 2015"));
    let risks = "## Risk analysis (KM, 5 October 2015)\n\nOld risks.\n\n## Job start rate (KM, 5 October 2015)\n\nOld reason.\n";
    bench.file("ws/commentary/2015-16-Q2.md", risks);
    let (markdown, outcome) = paper(&bench);
    has(
        &markdown,
        "Carried over from April to June 2015; not yet confirmed for this quarter. The figures in it are this quarter's.",
    );
    has(&markdown, "Old 40. (KM, 3 July 2015)");
    has(
        &markdown,
        "Job start rate, North: not on course. What officers say of all primes is under \"What officers say about job starts\" (KM, 5 October 2015). It is carried over from July to September 2015 and not yet confirmed for this quarter.",
    );
    for gone in ["Too old", "Old risks"] {
        has_not(&markdown, gone);
    }
    outcome.says(&[
        "commentary_stale",
        "nothing is written under `Key developments`: the words for April to June 2015 stand there",
        "Job start rate, North is not on course and no reason is given: that for July to September 2015 is not confirmed",
    ]);
    let run = bench.read(&format!("output/small/{QUARTER}/internal/run.json"));
    assert!(
        run.contains("commentary/2015-16-Q1.md")
            && run.contains("commentary/2014-15-Q3.md") == bench.exists("ws/commentary/2014-15-Q3.md")
    );
    bench.file(FILE, &entry("New", "4 January 2016"));
    let (markdown, outcome) = paper(&bench);
    has(&markdown, "New 40. (KM, 4 January 2016)");
    has_not(&markdown, "Old 40");
    assert!(!outcome.stderr.contains("`Key developments`: the words"), "{}", outcome.stderr);
}

#[test]
fn a_red_has_its_reason_from_the_entry_on_the_prime_or_on_all_of_them() {
    let bench = primes();
    let (markdown, outcome) = paper(&bench);
    has(&markdown, "Job start rate, North: not on course. No reason given.");
    outcome.says(&["red_without_reason", "Job start rate, North is not on course and no reason is given"]);
    bench.file(FILE, "## Job start rate, NORTH (KM, 4 January 2016)\n\nThe office was shut.\n\n- one\n\n## Job start rate, South (KM, 4 January 2016)\n\nAll is well.\n");
    let (markdown, outcome) = paper(&bench);
    has(&markdown, "**Reason.** Job start rate, North: not on course. The office was shut.");
    has(&markdown, "- one (KM, 4 January 2016)");
    has(&markdown, "**Officers' comment.** Job start rate, South: All is well. (KM, 4 January 2016)");
    assert!(!outcome.stderr.contains("red_without_reason"), "{}", outcome.stderr);
    bench.file(FILE, "## Job start rate (KM, 4 January 2016)\n\nOf all.\n");
    let (markdown, outcome) = paper(&bench);
    has(
        &markdown,
        "not on course. What officers say of all primes is under \"What officers say about job starts\" (KM, 4 January 2016).",
    );
    assert!(!outcome.stderr.contains("red_without_reason"), "{}", outcome.stderr);
}

#[test]
fn officers_may_judge_otherwise_with_a_reason_and_the_paper_shows_both() {
    let bench = primes();
    bench.file(
        FILE,
        "## Job start rate, North (KM, 19 January 2016)\n\nRAG: amber (Uncertain)\n\nThe new office opens in May.\n",
    );
    let (markdown, outcome) = paper(&bench);
    has(&markdown, "RAG (calculated, or by officers)");
    has(
        &markdown,
        "| Job start rate, North | 15% | 6 of 40 | 20% | Not met | ● Uncertain (officers); calculated: Not on course |",
    );
    has(
        &markdown,
        "**Officers' own RAG.** Job start rate, North: uncertain (calculated: not on course). The new office opens in May. (KM, 19 January 2016)",
    );
    has(&markdown, "their RAG stands with \"(officers)\" and the calculated one beside it");
    has_not(&markdown, "RAG: amber");
    assert!(!outcome.stderr.contains("red_without_reason"), "{}", outcome.stderr);
    let heading = "## Job start rate, North (KM, 19 January 2016)\n\n";
    refused(&bench, &format!("{heading}RAG: amber\n"), &["line 3: a RAG of the officers' own without a reason"]);
    refused(
        &bench,
        &format!("{heading}RAG: orange\n\nSo.\n"),
        &["line 3: `orange` is no RAG", "write green (on course)"],
    );
    refused(&bench, &format!("{heading}RAG: red\nRAG: red\nSo.\n"), &["line 4: a second line `RAG:`"]);
    refused(&bench, &format!("{heading}RAG: red\nSo.\n\n{heading}RAG: green\nNo.\n"), &["line 6: a second `RAG:` for"]);
    refused(
        &bench,
        "## Job start rate (KM, 19 January 2016)\n\nRAG: red\nSo.\n",
        &["line 3: a RAG is given for all primes together"],
    );
}

#[test]
fn a_judgement_of_a_hidden_figure_is_not_shown() {
    let bench = primes();
    bench.file(FILE, "## Job start rate, South (KM, 19 January 2016)\n\nRAG: red\n\nIt is slow.\n");
    let (markdown, outcome) = paper(&bench);
    has(&markdown, "| Job start rate, South | \\[c\\] | \\[c\\] | 20% | \\[c\\] | \\[c\\] |");
    has(&markdown, "Job start rate, South: It is slow.");
    outcome.says(&["override_of_hidden", "the officers' RAG of Job start rate, South is not shown"]);
}

const MILESTONES: &str = "[[milestone]]\nref = \"PPLI 1a\"\ntext = \"Open | an office\"\ndue = 2016-03-31\n\
    [[milestone]]\nref = \"PPLI 1b\"\ntext = \"Ask.\"\ndue = 2016-06-30\ncontract = \"north-wp\"\n[areas]";

#[test]
fn milestones_have_their_progress_from_the_officers_and_silence_shows() {
    let bench = primes();
    let (markdown, _) = paper(&bench);
    has_not(&markdown, "Milestones");
    edit(&bench, "ws/quarterdeck.toml", "[areas]", MILESTONES);
    bench.file(
        FILE,
        "## PPLI 1A (KM, 19 January 2016)\n\nProgress: Not on course\nOf {{ attached, North }}:\n\n- one\n- two\n",
    );
    let (markdown, outcome) = paper(&bench);
    has(&markdown, "| Ref | Milestone | Due | Progress | Supporting commentary |");
    has(
        &markdown,
        "| PPLI 1a | Open \\| an office | 31 March 2016 | ▲ Not on course | Of 40: one; two (KM, 19 January 2016) |",
    );
    has(&markdown, "| PPLI 1b | Ask. (North) | 30 June 2016 | No progress given | No comment has been given. |");
    outcome.says(&["milestone_without_progress", "no progress is given for milestone `PPLI 1b`"]);
    refused(
        &bench,
        "## PPLI 1a (KM, 19 January 2016)\n\nProgress: fine\n",
        &["line 3: `fine` is no progress", "on course, uncertain"],
    );
    edit(&bench, "ws/quarterdeck.toml", "ref = \"PPLI 1b\"", "ref = \"ppli 1a\"");
    bench.run(&["report", "-w", "ws"]).expect(2).says(&["a second milestone has the ref `ppli 1a`"]);
}

#[test]
fn a_good_news_story_is_printed_with_consent_alone() {
    let bench = primes();
    let consent = "Consent: North holds it since 4 January 2016\n\n";
    let story = format!("## Good news: A job after nine years (KM, 19 January 2016)\n\n{consent}She says yes.\n");
    bench.file(FILE, &story);
    let (markdown, outcome) = paper(&bench);
    has(&markdown, "A job after nine years");
    has(&markdown, "She says yes. (KM, 19 January 2016)");
    has_not(&markdown, "North holds it");
    assert!(!outcome.stderr.contains("story_without_consent"));
    for (without, why) in [
        ("", "has no line `Consent:` and is not printed"),
        ("Consent:\n\n", "has no line `Consent:` and is not printed"),
        ("Consent: no\n\n", "has a line `Consent:` that says `no` and is not printed"),
        ("Consent: North holds it since May\n\n", "that does not say since when consent is held and is not printed"),
        ("Consent: held since 4 January 2016\n\n", "that does not say who holds it"),
        ("Consent: North holds it since 20 January 2016\n\n", "that has a date after the story's own"),
    ] {
        bench.file(FILE, &story.replace(consent, without));
        let (markdown, outcome) = paper(&bench);
        for gone in ["nine years", "She says yes", "Consent"] {
            has_not(&markdown, gone);
        }
        outcome.says(&["story_without_consent", why]);
        assert!(!outcome.stderr.contains("North holds"), "{}", outcome.stderr);
    }
}

#[test]
fn the_paper_says_which_contracts_are_under_notice_or_were_in_the_quarter() {
    let bench = primes();
    has(&paper(&bench).0, "No contract is under a notice to improve or an improvement plan.");
    let state = |kind: &str, from: &str, rest: &str| {
        format!("[[contract.state]]\nstate = \"{kind}\"\nfrom = {from}\n{rest}about = \"few jobs.\"\n")
    };
    let mut states = state("notice to improve", "2014-02-01", "until = 2015-09-30\n");
    states += &state("notice to improve", "2015-10-05", "until = 2015-12-30\n");
    states += &state("improvement plan", "2015-11-02", "");
    states += &state("improvement plan", "2013-01-01", "until = 2013-01-02\n");
    edit(&bench, "ws/quarterdeck.toml", "[received]", &format!("{states}[received]"));
    let (markdown, _) = paper(&bench);
    has(
        &markdown,
        "The contract of South was under a notice to improve from 5 October 2015 to 30 December 2015. It is about few jobs.",
    );
    has(
        &markdown,
        "The contract of South has been under an improvement plan since 2 November 2015. It is about few jobs.",
    );
    for gone in ["2014", "2013", "jobs.."] {
        assert!(!markdown.lines().any(|line| line.contains("The contract of") && line.contains(gone)), "{gone}");
    }
}

#[test]
fn of_a_prime_that_sent_nothing_its_state_is_told_and_that_figures_named_of_it_are_not_there() {
    let bench = primes();
    let state =
        "[[contract.state]]\nstate = \"notice to improve\"\nfrom = 2015-10-05\nabout = \"no returns\"\n[received]";
    edit(&bench, "ws/quarterdeck.toml", "[received]", state);
    std::fs::remove_file(bench.path().join(path_of("south", "csv"))).unwrap();
    let words = "## Key developments (KM, 4 January 2016)\n\nSouth: {{ attached, South }}.\n\n\
        ## Job start rate, South (KM, 4 January 2016)\n\nGone.\n";
    bench.file(FILE, words);
    let outcome = bench.run(&["report", "-w", "ws", "--accept", "return_missing", "--because", "late", "--by", "JB"]);
    outcome.expect(0).says(&[
        "line 3: this paper has no figure `attached, South`, and says so in its place",
        "line 5: this paper has no figures of South: the words under `Job start rate, South` are not printed",
    ]);
    let markdown = bench.read(&format!("output/small/{QUARTER}/report.md"));
    has(&markdown, "The contract of South has been under a notice to improve");
    has(&markdown, "South: a figure that this report does not have. (KM, 4 January 2016)");
    has_not(&markdown, "Gone.");
}

#[test]
fn a_new_commentary_has_every_heading_and_what_it_is_about_and_prints_nothing_unless_it_is_filled_in() {
    let bench = primes();
    edit(&bench, "ws/quarterdeck.toml", "[areas]", MILESTONES);
    let (before, _) = paper(&bench);
    bench.run(&["commentary", "new", "-w", "ws"]).expect(0).says(&["next: write under the headings"]);
    let begun = bench.read(FILE);
    let headings: Vec<&str> = begun.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(
        headings[..4],
        ["Purpose of the report", "Recommendation", "Key developments", "Emerging issues"]
            .map(|own| format!("## {own} (initials, date)"))
    );
    for heading in ["Job start rate", "Job start rate, North", "PPLI 1a", "PPLI 1b", "Background papers"] {
        assert!(headings.contains(&format!("## {heading} (initials, date)").as_str()), "{heading}: {headings:?}");
    }
    assert!(!headings.iter().any(|heading| heading.contains("South")), "it is no red: {headings:?}");
    for words in [
        "{{ job_start_rate, North }}: 15% (6 of 40 people)",
        "{{ job_start_rate, South }}: a figure that is not shown to protect individuals",
        "Not on course: 15% (6 of 40 people), against a minimum of 20%.",
        "Without words the paper says: the report be noted.",
        "Open | an office Due 31 March 2016.",
    ] {
        has(&begun, words);
    }
    let (after, _) = paper(&bench);
    let without_run =
        |paper: &str| paper.lines().filter(|line| !line.contains("sha256")).map(String::from).collect::<Vec<_>>();
    assert_eq!(without_run(&before), without_run(&after), "nobody has written anything yet");
    bench.run(&["commentary", "new", "-w", "ws"]).expect(2).says(&["is there already, and is not replaced"]);
    assert_eq!(bench.read(FILE), begun);
}

#[test]
fn a_new_commentary_holds_what_was_written_last_in_notes_that_it_cannot_leave() {
    let bench = primes();
    let old = "## Key developments (KM, 5 October 2015)\n\nOld --> words.\n\n## Leak (KM, 5 October 2015)\n\n- of {{ attached }}\n";
    bench.file("ws/commentary/2015-16-Q2.md", old);
    bench.run(&["commentary", "new", "-w", "ws", "--quarter", QUARTER]).expect(0);
    let begun = bench.read(FILE);
    has(
        &begun,
        "Written for July to September 2015 (KM, 5 October 2015), to be confirmed or replaced:\n\nOld - -> words.",
    );
    let (markdown, _) = paper(&bench);
    has(&markdown, "Carried over from July to September 2015; not yet confirmed for this quarter.");
    has(&markdown, "Old --\\> words. (KM, 5 October 2015)");
    has_not(&markdown, "to be confirmed or replaced");
}

#[test]
fn a_commentary_is_begun_and_checked_before_the_returns_are_there() {
    let bench = primes();
    bench.run(&["commentary", "new", "-w", "ws", "--quarter", "2016-17-Q1"]).expect(0).says(&["no figures"]);
    let begun = bench.read("ws/commentary/2016-17-Q1.md");
    has(&begun, "## Job start rate (initials, date)");
    has(&begun, "There were no figures yet when this file was begun.");
    bench.run(&["commentary", "check", "-w", "ws", "--quarter", "2016-17-Q1"]).expect(0).says(&["without figures"]);
    bench.file(FILE, "## Key developments\n\nOne.\n");
    let told = bench.run(&["commentary", "check", "-w", "ws"]);
    told.expect(0);
    for words in [
        "commentary_not_signed: commentary/2015-16-Q3.md: line 1: `Key developments` has no initials and date",
        "red_without_reason: commentary/2015-16-Q3.md: Job start rate, North is not on course",
        "to do: write it in commentary/2015-16-Q3.md: ## Job start rate, North (initials, date)",
    ] {
        has(&told.stdout, words);
    }
    assert!(!bench.exists("output"), "no paper is made");
}

#[test]
fn the_samples_words_have_nothing_to_note() {
    let bench = Bench::new();
    for (id, quarter) in [("halton", QUARTER), ("greater-manchester", "2017-18-Q3"), ("pioneer", "2023-24-Q4")] {
        bench.sample_of(id);
        let told = bench.run(&["commentary", "check", "-w", id, "--quarter", quarter]);
        told.expect(0);
        assert_eq!(told.stdout, format!("commentary/{quarter}.md: nothing to note\n"), "{id}");
    }
}
