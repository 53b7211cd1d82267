//! Layouts made by chance from labels that the vocabulary does not hold: whatever is not understood must be left to a
//! person, and nothing may be read as what it is not.

use super::sample::*;
use super::words::{Fit, words};

/// Other ways to say what a column is, none of them a phrase of `words.toml`.
const THESAURUS: [(&str, Holds, &[&str]); 12] = [
    (
        "reference",
        reference,
        &[
            "Unique Client No.",
            "Participant Ref Number",
            "Client Unique Identifier",
            "Cust. Code",
            "Jobseeker's Ref",
            "Beneficiary Identifier",
            "Kundennummer",
            "Cyfeirnod",
            "Numéro de dossier",
            "Personal Identifier",
            "HPJ Ref",
        ],
    ),
    (
        "referral_date",
        referral,
        &[
            "Refd On (dd/mm/yyyy)",
            "Day Referred",
            "JCP Ref. Dt",
            "Handover",
            "Datum der Zuweisung",
            "Dyddiad Atgyfeirio",
            "Passed to Us",
            "Referral Made",
            "Date Customer Referred",
            "Client Referred On",
            "RefDt",
        ],
    ),
    (
        "attachment_date",
        attachment,
        &[
            "Attach. Dt",
            "Attached to Prog.",
            "Commenced Programme",
            "Start of Programme (Date)",
            "Joined Us",
            "Signed Up",
            "Eintritt",
            "Dyddiad Ymuno",
            "WP Commencement",
            "Client Enrolled",
            "On Board Since",
            "Date Prog Began",
        ],
    ),
    (
        "job_start_date",
        job_start,
        &[
            "Commenced Employment On",
            "Employment Commencement Date",
            "Began Job",
            "Arbeitsbeginn",
            "Dechrau Swydd",
            "Date Entered Job",
            "Emp. Start",
            "Work Begun",
            "Into Job",
            "First Shift",
            "Hired On",
        ],
    ),
    (
        "job_end_date",
        job_end,
        &[
            "Date Employment Terminated",
            "Job Concluded",
            "Letzter Arbeitstag",
            "Finished Job",
            "Diwedd Swydd",
            "Left Job On",
            "Last Shift",
            "Employment Finish Dt",
            "Exit from Job",
        ],
    ),
    (
        "sustained_claim_date",
        claim,
        &[
            "Sust. Outcome Dt",
            "Outcome Claimed On",
            "Claimed Outcome Date",
            "Nachhaltig am",
            "Sustainment Achieved",
            "Date Sust. Claimed",
            "Hawliad Cynaliadwy",
        ],
    ),
    (
        "leave_date",
        left,
        &["Exited Programme On", "Disengaged On", "Left Prog.", "Austritt", "Gadael", "Withdrew", "Prog. Exit Dt"],
    ),
    (
        "ward",
        ward,
        &["Ward (home)", "Electoral Ward Name", "Customer Ward", "Wahlbezirk", "Ward Etholiadol", "Client's Home Ward"],
    ),
    ("office", office, &["JCP Office Name", "Jobcentre Plus Site", "Referring JC Office", "Dienststelle", "Swyddfa"]),
    ("sex", sex, &["Gender of Client", "Geschlecht", "Rhyw", "Customer Gender", "Sex Code"]),
    (
        "payment_group",
        group,
        &["Payment Grp Code", "Claimant Grp", "PG No", "Zahlungsgruppe", "Customer Payment Group"],
    ),
    ("prime", prime, &["Prime Provider Name", "Lead Contractor", "Träger", "Contractor (Prime)", "Prime Contr."]),
];

fn birth_town(p: &Person) -> String {
    one_of(p, &["Widnes", "Leigh", "Bootle", "Warrington"])
}
fn before_referral(p: &Person) -> String {
    day(Some(p.referral - 200 - p.chance % 90).filter(|day| *day > 0))
}
fn after_job(p: &Person) -> String {
    day(p.job.map(|day| day + 2 + p.chance % 200))
}

/// What looks like ours and is not.
const DECOYS: [(&str, Holds); 46] = [
    ("Employer Region Ward", employer_ward),
    ("GP Surgery Ward", ward),
    ("Ward of Workplace", employer_ward),
    ("Ward Councillor", full_name),
    ("Interviewed On", interview),
    ("Course Begins", interview),
    ("Mentor Since", some_day),
    ("Next Contact", some_day),
    ("Line", line),
    ("Row Ref", line),
    ("Mobile Tel", phone),
    ("Client Tel No", phone),
    ("Born On", birth),
    ("NI", ni_number),
    ("Full Name of Customer", full_name),
    ("Client", full_name),
    ("Employer Ref", landlord),
    ("Purchase Order", invoice),
    ("Vehicle", car),
    ("Travel Claim Date", some_day),
    ("Benefit Claim Start", before_referral),
    ("JSA Start", before_referral),
    ("Job Application Date", interview),
    ("Job Offer Accepted", interview),
    ("Referral to Training Date", interview),
    ("End of Job Search Course", interview),
    ("Keyworker Gender", sex),
    ("Assessment Centre Office", office),
    ("Employer's Site", office),
    ("Last Attendance", some_day),
    ("Appointment Attended", interview),
    ("Previous Provider", prime),
    ("Partner Organisation", prime),
    ("Outcome of Interview Date", interview),
    ("Sanction End Date", some_day),
    ("Weekly Wage", salary),
    ("Hours Worked", hours),
    ("Childcare Start", some_day),
    ("Volunteering Start Date", interview),
    ("Work Experience Start", interview),
    ("Sustained Attendance", yes_no),
    ("Outcome Expected", review),
    ("13 Week Check In", review),
    ("Job Start Bonus Paid", after_job),
    ("Job Start Evidence Received", after_job),
    ("Place of Birth", birth_town),
];

/// Milestones whose columns may be exchanged; every pair of them has an order.
const MILESTONES: [&str; 4] = ["referral_date", "attachment_date", "job_start_date", "job_end_date"];

/// One column of a layout made by chance.
struct Column {
    label: &'static str,
    holds: Holds,
    /// What it may be read as.
    truth: Option<&'static str>,
}

fn layout(random: &mut Random) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (name, holds, labels) in THESAURUS {
        if name == "reference" || random.below(4) > 0 {
            columns.push(Column { label: labels[random.below(labels.len())], holds, truth: Some(name) });
        }
    }
    for _ in 0..random.below(6) {
        let (label, holds) = DECOYS[random.below(DECOYS.len())];
        if columns.iter().all(|column| column.label != label) {
            columns.push(Column { label, holds, truth: None });
        }
    }
    if random.below(3) == 0 {
        exchange(&mut columns, random);
    }
    for at in (1..columns.len()).rev() {
        columns.swap(at, random.below(at + 1));
    }
    columns
}

/// Two milestones in each other's columns, under labels that are understood: where nobody knows what the other column
/// is called, nobody can tell that the two were exchanged.
fn exchange(columns: &mut [Column], random: &mut Random) {
    let understood = |name: &str, label: &str| words().meaning(label).columns[name].fit == Fit::Whole;
    let is_milestone =
        |column: &Column| column.truth.is_some_and(|name| MILESTONES.contains(&name) && understood(name, column.label));
    let found: Vec<usize> = (0..columns.len()).filter(|&at| is_milestone(&columns[at])).collect();
    if found.len() >= 2 {
        let first = random.below(found.len());
        let second = (first + 1 + random.below(found.len() - 1)) % found.len();
        let (a, b) = (found[first], found[second]);
        (columns[a].holds, columns[b].holds) = (columns[b].holds, columns[a].holds);
        (columns[a].truth, columns[b].truth) = (None, None);
    }
}

#[test]
fn no_phrase_of_the_thesaurus_is_in_the_vocabulary() {
    for label in THESAURUS.iter().flat_map(|own| own.2) {
        assert!(!words().holds(label), "`{label}`");
    }
}

#[test]
fn of_five_hundred_layouts_in_words_never_seen_no_column_is_read_as_what_it_is_not() {
    let mut random = Random::new(2015);
    let (mut right, mut unsure, mut lost, mut decoys, mut wrong) = (0, 0, 0, 0, Vec::new());
    for number in 0..500 {
        let columns = layout(&mut random);
        let own: Vec<(&str, Holds)> = columns.iter().map(|column| (column.label, column.holds)).collect();
        let Ok(proposal) = learnt(&table(&own, &people(40, number))) else {
            lost += columns.iter().filter(|column| column.truth.is_some()).count();
            continue;
        };
        for proposed in &proposal.sheets[0].columns {
            let column = &columns[proposed.column as usize];
            match (fate(proposed), column.truth) {
                (Fate::Live(name), Some(truth)) if name == truth => right += 1,
                (Fate::Live(name), truth) => {
                    let why = proposed.reasons.join("; ");
                    wrong.push(format!(
                        "{number}: `{}` ({truth:?}) is {name} {:.2}: {why}",
                        column.label, proposed.score
                    ));
                }
                (Fate::Ignored, Some(truth)) => {
                    wrong.push(format!("{number}: `{}` ({truth}) is ignored", column.label))
                }
                (Fate::Unsure, Some(_)) => unsure += 1,
                (_, None) => decoys += 1,
            }
        }
    }
    let all = right + unsure + lost;
    let share = |part: usize| 100.0 * part as f64 / all as f64;
    println!(
        "{all} columns of ours: {right} right ({:.0}%), {unsure} left to a person ({:.0}%), {lost} in tables where nothing was \
         learnt ({:.0}%); {decoys} others, none read",
        share(right),
        share(unsure),
        share(lost)
    );
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(right * 3 > all, "a third at least is understood: {right} of {all}");
}
