//! Labels and values that would lead a careless reader astray: for each, what must come of it.

use super::sample::*;

/// What may become of a column.
#[derive(Clone, Copy, Debug)]
enum Truth {
    /// Read as this, without a person's help.
    Must(&'static str),
    /// Read as this or left to a person.
    Is(&'static str),
    /// Never read as anything of ours.
    Not,
}
use Truth::{Is, Must, Not};

type Column = (&'static str, Holds, Truth);

/// What most returns hold; a case may take some of it away.
const BASE: [Column; 4] = [
    ("Client Ref", reference, Must("reference")),
    ("Referral Date", referral, Must("referral_date")),
    ("Attachment Date", attachment, Must("attachment_date")),
    ("Job Start Date", job_start, Must("job_start_date")),
];

/// Columns that take the place of some of the base's, beside the rest of them.
struct Case {
    without: &'static [&'static str],
    columns: &'static [Column],
}

const fn beside(columns: &'static [Column]) -> Case {
    Case { without: &[], columns }
}
const fn instead_of(without: &'static [&'static str], columns: &'static [Column]) -> Case {
    Case { without, columns }
}

const REF: &str = "Client Ref";
const REFERRED: &str = "Referral Date";
const ATTACHED: &str = "Attachment Date";
const JOB: &str = "Job Start Date";

/// Each line: what a sensible reviewer would try.
const CASES: &[Case] = &[
    // Milestones in each other's columns.
    instead_of(&[REFERRED, ATTACHED], &[(REFERRED, attachment, Not), (ATTACHED, referral, Not)]),
    instead_of(&[ATTACHED, JOB], &[(ATTACHED, job_start, Not), (JOB, attachment, Not)]),
    instead_of(&[REFERRED, JOB], &[(REFERRED, job_start, Not), (JOB, referral, Not)]),
    instead_of(&[JOB], &[(JOB, job_end, Not), ("Job End Date", job_start, Not)]),
    instead_of(&[JOB], &[(JOB, claim, Not), ("Sustained Date", job_start, Not)]),
    instead_of(
        &[REFERRED, ATTACHED, JOB],
        &[(REFERRED, job_start, Not), (ATTACHED, referral, Not), (JOB, attachment, Not)],
    ),
    beside(&[("13 Week Date", claim, Not), ("26 Week Date", review, Not)]),
    // Labels with two milestones in them.
    instead_of(&[REFERRED], &[("Referral Outcome Date", attachment, Not)]),
    instead_of(&[ATTACHED], &[("Attachment Job Start", job_start, Not)]),
    instead_of(&[ATTACHED], &[("Referral Start Date", attachment, Is("attachment_date"))]),
    instead_of(&[JOB], &[("Job Outcome Start", claim, Not)]),
    instead_of(&[JOB], &[("Referral to Job Date", interview, Not)]),
    beside(&[("Job Start Claim Date", interview, Not)]),
    instead_of(&[ATTACHED], &[("Attachment Letter Date", some_day, Not)]),
    instead_of(&[ATTACHED], &[("Work Programme Start Date", attachment, Is("attachment_date"))]),
    instead_of(
        &[ATTACHED, JOB],
        &[
            ("Work Programme Start Date", attachment, Is("attachment_date")),
            ("Work Start Date", job_start, Is("job_start_date")),
        ],
    ),
    instead_of(&[REFERRED], &[("Employment Programme Referral", referral, Is("referral_date"))]),
    // Somebody else's ward, start, number.
    beside(&[("Employer Ward", employer_ward, Not)]),
    beside(&[("Office Postcode Ward", ward, Not)]),
    beside(&[("Adviser Ward", ward, Not)]),
    beside(&[("Ward", ward, Must("ward")), ("Employer's Ward", employer_ward, Not)]),
    beside(&[("Previous Ward", ward, Not)]),
    beside(&[("Provider Office", office, Not)]),
    beside(&[("Payroll Office", office, Not)]),
    beside(&[("Partner Benefit", |p| one_of(p, &["JSA", "ESA"]), Not)]),
    beside(&[("Partner's Gender", sex, Not)]),
    beside(&[("Adviser Gender", sex, Not)]),
    beside(&[("Warden", full_name, Not)]),
    instead_of(&[ATTACHED], &[("Manager Start Date", some_day, Not)]),
    instead_of(&[JOB], &[("Employer Start Date", interview, Not)]),
    instead_of(&[JOB], &[("Worker Start Date", interview, Not)]),
    instead_of(&[ATTACHED], &[("Tenancy Start Date", interview, Not)]),
    instead_of(&[ATTACHED], &[("Contact Start Date", interview, Not)]),
    instead_of(&[ATTACHED], &[("Attainment Date", interview, Not)]),
    instead_of(&[JOB], &[("Interview Date", interview, Not)]),
    instead_of(&[JOB], &[("Job Interview", interview, Not)]),
    instead_of(&[JOB], &[("Date of Job Offer", interview, Not)]),
    instead_of(&[JOB], &[("Last Job Start", referral, Not)]),
    beside(&[("Adviser ID", adviser_id, Not)]),
    instead_of(&[REF], &[("Adviser ID", adviser_id, Not), ("Client Ref", reference, Must("reference"))]),
    instead_of(&[REF], &[("Landlord Ref", landlord, Not), ("Unique Reference", reference, Must("reference"))]),
    beside(&[("Invoice Ref", invoice, Not)]),
    // References and what looks like them.
    instead_of(&[REF], &[("Customer", full_name, Not), ("Kennung", reference, Is("reference"))]),
    instead_of(&[REF], &[("Client", full_name, Not), ("HPJ", reference, Must("reference"))]),
    instead_of(&[REF], &[("Participant", name_and_number, Not), ("PRaP", reference, Must("reference"))]),
    instead_of(&[REF], &[("Customer", surname, Not), ("System Number", reference, Is("reference"))]),
    instead_of(&[REF], &[("Client Name", full_name, Not), ("Client ID", reference, Must("reference"))]),
    instead_of(&[REF], &[("No", line, Not), ("Reference", reference, Must("reference"))]),
    instead_of(&[REF], &[("Record ID", line, Not), ("Participant", reference, Must("reference"))]),
    instead_of(&[REF], &[("ID", line, Not), ("Ref", reference, Must("reference"))]),
    instead_of(&[REF], &[("Reference", ni_number, Is("reference"))]),
    instead_of(&[REF], &[("Reference", ni_number, Not), ("Unique Ref", reference, Must("reference"))]),
    instead_of(&[REF], &[("Client Number", phone, Not), ("Client Code", reference, Is("reference"))]),
    beside(&[("Contact Number", phone, Not)]),
    instead_of(&[REF], &[(REF, reference, Is("reference")), ("Customer Number", bare_digits, Not)]),
    beside(&[("Car Reg", car, Not)]),
    instead_of(&[REF], &[("Client Ref 1", reference, Is("reference")), ("Client Ref 2", bare_digits, Not)]),
    // Columns that hold nothing, one thing, or the wrong kind of thing.
    beside(&[("Ward", nothing, Is("ward"))]),
    beside(&[("Job End Date", nothing, Is("job_end_date"))]),
    instead_of(&[ATTACHED], &[(ATTACHED, same_day, Not)]),
    beside(&[("Sex", |_| "F".into(), Is("sex"))]),
    instead_of(&[JOB], &[(JOB, yes_no, Not)]),
    instead_of(&[ATTACHED], &[(ATTACHED, hours, Not)]),
    beside(&[("Sustained Date", yes_no, Is("sustained"))]),
    beside(&[("Sustained", money, Not)]),
    beside(&[("Sustained", weeks, Not)]),
    beside(&[("Outcome Claim", salary, Not)]),
    beside(&[("Job Outcome", firm, Not)]),
    beside(&[("Ward", firm, Not)]),
    beside(&[("Ward", full_name, Not)]),
    beside(&[("Office", ward, Not)]),
    beside(&[("Ward", office, Not), ("Office", ward, Not)]),
    beside(&[("Sex", group, Not)]),
    beside(&[("Payment Group", hours, Not)]),
    beside(&[("Crime", offence, Not)]),
    beside(&[("Price", money, Not)]),
    beside(&[("Benefit", offence, Not)]),
    // Twice the same.
    instead_of(&[REFERRED, ATTACHED], &[(REFERRED, attachment, Not), (ATTACHED, attachment, Not)]),
    beside(&[("Ward", ward, Must("ward")), ("Area", ward, Not)]),
    instead_of(&[REFERRED, ATTACHED], &[(REFERRED, referral, Not), (REFERRED, attachment, Not)]),
    // Days that cannot be what the label says.
    instead_of(&[ATTACHED], &[(ATTACHED, in_twenty_years, Not)]),
    instead_of(&[REFERRED], &[(REFERRED, birth, Not)]),
    beside(&[("Date", birth, Not)]),
    beside(&[("Start", birth, Not)]),
    beside(&[("Sustained Date", review, Is("sustained_claim_date"))]),
    beside(&[("Sustained Date", interview, Not)]),
    beside(&[("Job End Date", some_day, Not)]),
    beside(&[("13 Week Review Date", review, Not)]),
    beside(&[("Expected Job End", job_end, Not)]),
    beside(&[("Start Date", interview, Not)]),
    beside(&[("End Date", sustained_or_end, Not)]),
    // Ways to write a date.
    instead_of(
        &[REFERRED, ATTACHED, JOB],
        &[
            (REFERRED, |p| month_first(Some(p.referral)), Must("referral_date")),
            (ATTACHED, |p| month_first(p.attachment), Must("attachment_date")),
            (JOB, |p| month_first(p.job), Must("job_start_date")),
        ],
    ),
    instead_of(&[ATTACHED], &[(ATTACHED, |p| month_first(p.attachment), Not)]),
    instead_of(&[ATTACHED], &[(ATTACHED, |p| in_words(p.attachment, &WELSH), Must("attachment_date"))]),
    instead_of(&[ATTACHED], &[(ATTACHED, |p| in_words(p.attachment, &FRENCH), Must("attachment_date"))]),
    instead_of(&[ATTACHED], &[(ATTACHED, |p| in_words(p.attachment, &GERMAN), Must("attachment_date"))]),
    instead_of(&[JOB], &[("Dechrau Gwaith", |p| in_words(p.job, &WELSH), Is("job_start_date"))]),
    // What is as it seems.
    beside(&[
        ("Job End Date", job_end, Must("job_end_date")),
        ("Sustained Date", claim, Must("sustained_claim_date")),
        ("Date Left Programme", left, Must("leave_date")),
        ("Ward", ward, Must("ward")),
        ("JCP Office", office, Must("office")),
        ("Gender", sex, Must("sex")),
        ("Payment Group", group, Must("payment_group")),
        ("Prime Contractor", prime, Must("prime")),
    ]),
    beside(&[("Customer Group", text_group, Must("payment_group"))]),
];

/// The columns of a case, in its table.
fn columns_of(case: &Case) -> Vec<Column> {
    // The base stays as sure as it was, unless the case swaps or contradicts it.
    let kept = BASE.iter().filter(|(label, ..)| !case.without.contains(label));
    let weaker = |(label, holds, truth): &Column| match truth {
        Must(name) if *name != "reference" => (*label, *holds, Is(name)),
        truth => (*label, *holds, *truth),
    };
    kept.map(weaker).chain(case.columns.iter().copied()).collect()
}

#[test]
fn no_label_leads_a_column_astray() {
    let people = people(90, 11);
    let (mut wrong, mut columns) = (Vec::new(), 0);
    for (at, case) in CASES.iter().enumerate() {
        let truths = columns_of(case);
        let own: Vec<(&str, Holds)> = truths.iter().map(|(label, holds, _)| (*label, *holds)).collect();
        columns += case.columns.len();
        let Ok(proposal) = learnt(&table(&own, &people)) else {
            if truths.iter().any(|(.., truth)| matches!(truth, Must(_))) {
                wrong
                    .push(format!("{at}: nothing was learnt of {:?}", own.iter().map(|own| own.0).collect::<Vec<_>>()));
            }
            continue;
        };
        for (i, (label, _, truth)) in truths.iter().enumerate() {
            let column = proposal.sheets[0].columns.iter().find(|column| column.column == i as u32).unwrap();
            let fate = fate(column);
            let right = match truth {
                Must(name) => fate == Fate::Live(name),
                Is(name) => fate == Fate::Live(name) || fate == Fate::Unsure,
                Not => !matches!(fate, Fate::Live(_)),
            };
            if !right {
                let (score, why) = (column.score, column.reasons.join("; "));
                wrong.push(format!(
                    "{at}: `{label}` should be {truth:?} and is {fate:?} {:?} {score:.2}: {why}",
                    column.band
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {columns} columns:\n{}", wrong.len(), wrong.join("\n"));
    assert!(columns >= 100, "{columns}");
}

#[test]
fn numbers_that_run_on_are_not_surely_references() {
    let people = people(90, 11);
    let forms: [(&str, Holds); 3] = [
        ("1, 2, 3", line),
        ("0001, 0002, 0003", |p| format!("{:04}", p.number + 1)),
        ("1001, 1002, 1003", |p| (p.number + 1001).to_string()),
    ];
    for (form, holds) in forms {
        for label in ["Client Ref", "Reference", "Client ID", "Customer Number", "Unique Reference"] {
            let Ok(proposal) = learnt(&table(
                &[&[(label, holds)][..], &BASE.map(|(label, holds, _)| (label, holds))[1..]].concat(),
                &people,
            )) else {
                continue;
            };
            let column = &proposal.sheets[0].columns[0];
            let sure = column.band == super::Band::Sure && column.role == super::Role::Ours("reference");
            assert!(!sure, "`{label}` {form}: {:.2} {:?}", column.score, column.reasons);
        }
    }
    // The same header above numbers that do not run on is sure.
    let own = table(&BASE.map(|(label, holds, _)| (label, holds)), &people);
    assert_eq!(learnt(&own).unwrap().sheets[0].columns[0].band, super::Band::Sure);
}
