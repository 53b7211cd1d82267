//! A council whose workspace knows the layouts of a folder of bad inputs, made for the files of one trial.

use crate::harness::Bench;
use crate::workspace::Workspace;

/// A file that will be given to `check`, and the layout it comes in.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    pub name: &'a str,
    pub layout: &'a str,
}

/// The primes known to every layout: id, name, aliases where the layout has some.
const PRIMES: [(&str, &str); 3] = [("northgate", "Northgate"), ("b2w", "B2w"), ("pathway-links", "Pathway Links")];

const AREAS: &str = r#"
[areas]
wards = ["Appleton", "Castlefields", "Kingsway", "Mersey", "Riverside", "Norton South"]
"#;

const STANDARD: &str = r##"
reference_pattern = "HPJ######"
date_order = "dmy"

[[sheet]]
record = "participants"
required = ["reference", "referral_date", "attachment_date", "job_start_date", "sustained_claim_date"]
ignored = ["Employer"]

[sheet.columns]
reference = ["Client Ref"]
birth_date = ["Date of Birth"]
ward = ["Ward"]
prime = ["Prime Contractor"]
referral_date = ["Referral Date"]
attachment_date = ["Attachment Date"]
job_start_date = ["Job Start Date"]
sustained_claim_date = ["Sustained Date"]
"##;

const REFS_ONLY: &str = r##"
reference_pattern = "HPJ######"

[[sheet]]
record = "participants"
required = ["reference", "attachment_date"]

[sheet.columns]
reference = ["Client Ref"]
attachment_date = ["Attachment Date"]
"##;

const LEGACY: &str = r##"
dates_as_numbers = true
reference_pattern = "HPJ######"

[[sheet]]
record = "participants"
required = ["reference", "referral_date", "attachment_date"]
ignored = ["Job"]

[sheet.columns]
reference = ["Client Ref"]
birth_date = ["DOB"]
ward = ["Ward"]
prime = ["Contractor"]
referral_date = ["Referral"]
attachment_date = ["Attach"]
"##;

const SUMMARY: &str = r##"
[[sheet]]
record = "counts"
required = ["prime"]

[sheet.columns]
prime = ["Prime Contractor"]
attachments = ["Attached"]
job_starts = ["Job Starts"]
job_start_rate = ["Job Start %"]
sustainment_rate = ["Sustained %"]
"##;

const JCP: &str = r##"
reference_pattern = "HPJ######"

[[sheet]]
record = "referrals"
required = ["reference", "referral_date", "prime"]

[sheet.columns]
reference = ["Client Ref"]
birth_date = ["DOB"]
referral_date = ["Referral Date"]
prime = ["Prime Contractor"]
"##;

/// The definition of a layout by the name that a manifest gives it.
fn layout(name: &str) -> String {
    let body = match name {
        "standard" | "aliases" => STANDARD.to_string(),
        "date_only" => format!("timestamps = \"date_only\"\n{STANDARD}"),
        "numeric_ref" => STANDARD.replace("HPJ######", "######"),
        "refs_only" => REFS_ONLY.to_string(),
        "legacy" => LEGACY.to_string(),
        "summary" => SUMMARY.to_string(),
        "jcp" => JCP.to_string(),
        other => panic!("no layout is called `{other}`: tests/suite/faults/layouts.rs knows those of the README"),
    };
    format!("name = \"{name}\"\ndescription = \"Layout of a test\"\n{body}")
}

/// Other spellings of a prime's name that a layout brings.
fn aliases(prime: &str, layout: &str) -> &'static [&'static str] {
    match (layout, prime) {
        ("aliases", "northgate") => &["Northgate Works", "Northgate Works Ltd", "Northgate Works Limited"],
        ("aliases", "b2w") => &["B2w Ltd"],
        ("legacy", "northgate") => &["Ingeus"],
        _ => &[],
    }
}

/// Whose file it is: Jobcentre Plus's by its layout, else that of the prime whose id its name holds.
fn sender(delivery: &Delivery<'_>) -> &'static str {
    let name = delivery.name.to_lowercase();
    if delivery.layout == "jcp" {
        return "jcp";
    }
    PRIMES.iter().map(|(id, _)| *id).find(|id| name.contains(id)).unwrap_or(PRIMES[0].0)
}

/// A workspace in `ws` that knows whose these files are and how they are laid out; `settings` are further lines
/// of its `quarterdeck.toml`.
pub fn workspace(deliveries: &[Delivery<'_>], settings: &str) -> Bench {
    let bench = Bench::new();
    let mut workspace = Workspace::new("faults").with(AREAS);
    let listed = deliveries.iter().any(|delivery| delivery.layout == "jcp");
    let referrals_from = if listed { "jcp" } else { "prime" };
    for (id, name) in PRIMES {
        let aliases: Vec<&str> = deliveries.iter().flat_map(|delivery| aliases(id, delivery.layout)).copied().collect();
        workspace = workspace.prime(id, name).with(&format!("aliases = {aliases:?}\n"));
        workspace = returns(workspace, id, deliveries)
            .contract(id, &format!("sustained = \"claimed\"\nreferrals_from = \"{referrals_from}\""));
    }
    if listed {
        workspace = returns(workspace.jcp(), "jcp", deliveries);
    }
    bench.file("ws/quarterdeck.toml", &workspace.with(settings).text());
    for delivery in deliveries {
        bench.file(&format!("ws/layouts/{}.toml", delivery.layout), &layout(delivery.layout));
    }
    bench
}

fn returns(workspace: Workspace, supplier: &str, deliveries: &[Delivery<'_>]) -> Workspace {
    let own = deliveries.iter().filter(|delivery| sender(delivery) == supplier);
    own.fold(workspace, |workspace, own| workspace.returns(own.name, own.layout))
}
