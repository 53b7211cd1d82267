//! A programme in plain words. The paper's methods and `explain programme` say the same in the same sentences.

use crate::definitions::programme::{Denominator, Hours, Outcome, Route};
use crate::definitions::{OutcomeRule, PaymentGroup, Programme, Reattachment, SustainedFrom};

use super::format;
use super::paid;

/// A page of plain words.
pub struct Page {
    pub title: String,
    pub sections: Vec<Section>,
}

/// A part of the page below a heading.
pub struct Section {
    pub heading: &'static str,
    pub lines: Vec<Line>,
}

/// One paragraph, or one item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Says(String),
    Item(String),
}

/// Everything that a programme's file says.
pub fn page(programme: &Programme) -> Page {
    let section = |heading, lines| Section { heading, lines };
    let mut sections = vec![
        section("Who takes part", who(programme)),
        section("What counts", says(counts(programme))),
        section("Who leaves, who comes back", says(leaving(programme))),
        section("What is paid", paid::fees(programme)),
        section("What is asked", paid::targets(programme)),
        section("Lots", lots(programme)),
        section("Scores", scores(programme)),
        section("What no source confirms", assumed(programme)),
        section("Sources", paid::sources(programme)),
    ];
    sections.retain(|section| !section.lines.is_empty());
    Page { title: programme.name.clone(), sections }
}

fn says(sentences: Vec<String>) -> Vec<Line> {
    sentences.into_iter().map(Line::Says).collect()
}

fn who(programme: &Programme) -> Vec<Line> {
    let mut lines = vec![programme.summary.clone()];
    if let Some(year) = programme.first_year {
        lines.push(format!("It began in {year}."));
    }
    lines.push(referred(programme));
    lines.push(
        match programme.denominator {
            Denominator::Referrals => {
                "The contract's rates are formed of everybody referred, whether they joined or not."
            }
            Denominator::Attachments => "The contract's rates are formed of everybody attached.",
        }
        .to_string()
            + " Attached means: has joined the programme of the prime, the contractor that holds the contract.",
    );
    lines.extend(paid::size(programme));
    let mut lines = says(lines);
    if !programme.payment_group.is_empty() {
        lines.push(Line::Says("People are in payment groups, which set the weeks in work and the fees:".into()));
        let group = |group: &PaymentGroup| Line::Item(format!("group {}: {}", group.code, group.name));
        lines.extend(programme.payment_group.iter().map(group));
    }
    lines
}

/// `People are referred by Jobcentre Plus and partners (in stages), or come by themselves (later).`
fn referred(programme: &Programme) -> String {
    let named = |route: &Route| {
        let name = match route {
            Route::Jcp => "Jobcentre Plus",
            Route::Partner => "partners",
            Route::Provider => "the provider",
            Route::Council => "the council",
            Route::Oneself => "come by themselves",
        };
        match programme.routes_opened.get(route) {
            Some(when) => format!("{name} ({when})"),
            None => name.into(),
        }
    };
    let (alone, others): (Vec<&Route>, Vec<&Route>) =
        programme.routes.iter().partition(|route| **route == Route::Oneself);
    let others: Vec<String> = others.into_iter().map(named).collect();
    let referred = (!others.is_empty()).then(|| format!("are referred by {}", format::list(&others)));
    let ways: Vec<String> = referred.into_iter().chain(alone.into_iter().map(named)).collect();
    format!("People {}.", ways.join(", or "))
}

/// When a job counts at all: the same in the paper's methods.
pub fn job_counts(programme: &Programme) -> String {
    match &programme.support {
        Some(support) if support.confirmed => {
            format!("A job counts when it begins within {} of attachment.", support.in_words())
        }
        Some(support) => format!(
            "A job counts whenever it begins after attachment: that support ends after {} is not confirmed.",
            support.in_words()
        ),
        None => "A job counts whenever it begins after attachment.".to_string(),
    }
}

fn counts(programme: &Programme) -> Vec<String> {
    let mut lines = vec![format!("A job start is the first day of a job after attachment. {}", job_counts(programme))];
    lines.extend(outcome(programme));
    lines
}

/// What the outcome is, how days are added up and by when: the same in the paper's methods.
pub fn outcome(programme: &Programme) -> Vec<String> {
    let sustained = &programme.sustained;
    let mut lines = Vec::new();
    let asks = sustained.asks.as_deref().unwrap_or("what its contract says");
    match sustained.read_from {
        _ if sustained.is_a_status() => lines.push(format!(
            "The outcome is what a person does {}: {asks}. Dates of jobs do not show it, so it is read from what the prime sends.",
            status_times(sustained)
        )),
        SustainedFrom::Claimed => lines.push(format!(
            "The outcome is {asks}. Dates of jobs do not show that, so it is read from the prime's claims. Beside each claim the dates are read. They are held against {} {}. {BOTH_DAYS}",
            weeks(programme),
            added_up(programme)
        )),
        SustainedFrom::Dates => {
            let meant = sustained.asks.as_ref().map(|asks| format!(" The programme asks: {asks}.")).unwrap_or_default();
            let bounded = programme.support.as_ref().is_some_and(|support| support.confirmed);
            let support = if bounded { " A job begun within support counts on when support ends." } else { "" };
            lines.push(format!(
                "Sustained means {}{meant} {}. {BOTH_DAYS}{support} The outcome is reached on day 7 x weeks.",
                weeks(programme),
                added_up(programme)
            ));
        }
    }
    lines.extend(exceptions(programme));
    if let Some(window) = &programme.window {
        lines.push(match window.confirmed {
            true => format!("It has to be reached within {} of attachment.", window.in_words()),
            false => format!(
                "Whether it has to be reached within {} of attachment is not confirmed: it counts whenever it is reached.",
                window.in_words()
            ),
        });
    }
    if let Some(in_work) = &programme.in_work {
        lines.push(format!("People in work are supported for {} more.", in_work.in_words()));
    }
    lines.extend(sustainments(programme));
    lines
}

const BOTH_DAYS: &str = "First and last day in work both count, and jobs that overlap count once.";

/// `on leaving the programme, and again 6 months after leaving`.
fn status_times(sustained: &Outcome) -> String {
    let times = sustained.status_months.iter().map(|months| match months {
        0 => "on leaving the programme".to_string(),
        1 => "a month after leaving".to_string(),
        months => format!("{months} months after leaving"),
    });
    times.collect::<Vec<_>>().join(", and again ")
}

fn added_up(programme: &Programme) -> &'static str {
    match programme.sustained.rule {
        OutcomeRule::Cumulative => "Different days in work are added up, in one job or in several",
        OutcomeRule::Continuous => "The days must be one unbroken run in work",
    }
}

/// What of the rule is not so for everybody or every job.
fn exceptions(programme: &Programme) -> Vec<String> {
    let sustained = &programme.sustained;
    let mut lines = Vec::new();
    let other = |group: &&PaymentGroup| group.outcome_rule.is_some_and(|rule| rule != sustained.rule);
    let others: Vec<String> = programme.payment_group.iter().filter(other).map(|group| group.code.clone()).collect();
    if !others.is_empty() {
        let how = match sustained.rule {
            OutcomeRule::Cumulative => "the days must be one unbroken run in work",
            OutcomeRule::Continuous => "different days in work are added up",
        };
        lines.push(format!("For {} {how}.", groups(&others)));
    }
    if sustained.gap_days > 0 {
        lines
            .push(format!("Up to {} days out of work do not break the run; they are not counted.", sustained.gap_days));
    }
    if let Some(least) = sustained.minimum_hours {
        lines.push(format!(
            "Jobs of fewer than {} hours a week do not count; jobs whose hours nobody gave do.",
            hours(least)
        ));
    }
    lines
}

/// `16`, `16.5`.
fn hours(hours: Hours) -> String {
    (f64::from(hours.hundredths) / 100.0).to_string()
}

/// `26 weeks in work. They may lie ...`, or `a number of weeks in work that depends on the payment group. For groups 1, 2
/// and 9 it is 26 weeks. ...`: whole sentences from a noun on.
fn weeks(programme: &Programme) -> String {
    let sustained = &programme.sustained;
    let within = sustained.within_weeks.map(|weeks| format!(" that lie within {weeks} weeks")).unwrap_or_default();
    if programme.payment_group.is_empty() {
        return format!("{} weeks in work{within}.", sustained.weeks);
    }
    let mut lengths: Vec<u32> = programme.payment_group.iter().map(|group| group.outcome_weeks).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.dedup();
    let of = |length: &u32| {
        let own = groups_where(programme, |group| group.outcome_weeks == *length);
        format!("{} weeks in work for {}{within}", length, groups(&own))
    };
    let parts: Vec<String> = lengths.iter().map(of).collect();
    let unknown = format!("Where the group is not known, it is {} weeks.", sustained.weeks);
    match &parts[..] {
        [one] => format!("{one}. {unknown}"),
        parts => format!("{}. {unknown}", parts.join(". It means ")),
    }
}

fn groups_where(programme: &Programme, is: impl Fn(&PaymentGroup) -> bool) -> Vec<String> {
    programme.payment_group.iter().filter(|group| is(group)).map(|group| group.code.clone()).collect()
}

/// `payment group 3`, `payment groups 3 and 4`.
pub fn groups(codes: &[String]) -> String {
    let several = if codes.len() == 1 { "" } else { "s" };
    format!("payment group{several} {}", format::list(codes))
}

/// What can be claimed after the outcome.
fn sustainments(programme: &Programme) -> Option<String> {
    let sustainment = programme.sustainment.as_ref()?;
    let of = |group: &PaymentGroup| group.sustainments.or(sustainment.most);
    let mut numbers: Vec<Option<u32>> = programme.payment_group.iter().map(of).collect();
    numbers.push(sustainment.most);
    numbers.sort_unstable();
    numbers.dedup();
    let most: Vec<String> = numbers
        .into_iter()
        .flatten()
        .map(|number| match groups_where(programme, |group| of(group) == Some(number)) {
            own if own.is_empty() => format!("At most {number} can be claimed."),
            own => format!("At most {number} can be claimed for {}.", groups(&own)),
        })
        .collect();
    let most = if most.is_empty() { "How many can be claimed, no source says.".to_string() } else { most.join(" ") };
    Some(format!(
        "After the outcome, each further {} weeks in work without a break are a sustainment. {most}",
        sustainment.weeks
    ))
}

fn leaving(programme: &Programme) -> Vec<String> {
    let mut lines = vec![
        match programme.closes_leavers {
            true => "When somebody leaves it is settled: what they have not achieved by then, they have missed.",
            false => "People who have left are still in time: what they achieve later counts as if they had stayed.",
        }
        .to_string(),
    ];
    lines.push(
        match programme.reattachment {
            Reattachment::Continues => {
                "Somebody who leaves and joins again goes on from the first attachment: the time is not given twice."
            }
            Reattachment::Restarts => {
                "Somebody who leaves and joins again begins anew: the time is counted from the last attachment."
            }
        }
        .to_string(),
    );
    lines
}

fn lots(programme: &Programme) -> Vec<Line> {
    programme.lot.iter().map(|lot| Line::Item(format!("{}: {}", lot.name, format::list(&lot.areas)))).collect()
}

fn scores(programme: &Programme) -> Vec<Line> {
    use crate::definitions::programme::Better;
    let score = |score: &crate::definitions::programme::Score| {
        let better = match score.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
        };
        Line::Item(format!("{}: from {} to {}, {better} is better", score.name, score.lowest, score.highest))
    };
    programme.score.iter().map(score).collect()
}

/// What no source confirms, in one sentence; the same in the paper's methods.
pub fn unconfirmed(programme: &Programme) -> Option<String> {
    let list = programme.unconfirmed();
    if list.is_empty() {
        return None;
    }
    // A long list is hard to follow in one breath.
    let most = if list.len() > 3 { list.len().div_ceil(2) } else { list.len() };
    let parts: Vec<String> = list.chunks(most).map(format::list).collect();
    let mut said =
        format!("No source confirms {}. The values used are an assumption.", parts.join(". Nor does any confirm "));
    if [&programme.support, &programme.window].into_iter().flatten().any(|span| !span.confirmed) {
        said += " As nobody can say how much time people have, everybody counts as still in time.";
    }
    Some(said)
}

fn assumed(programme: &Programme) -> Vec<Line> {
    let said = unconfirmed(programme).map(|sentence| {
        format!("{sentence} A file programmes/{}.toml of your own can say what your contract says.", programme.id)
    });
    said.map(Line::Says).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::definitions::programme::load;

    const ALL: [&str; 6] = [
        "work-programme",
        "working-well-pilot",
        "working-well-expansion",
        "work-and-health-programme",
        "whp-pioneer",
        "ways-to-work",
    ];

    fn of(id: &str) -> Programme {
        load(Path::new("/nowhere"), id).unwrap()
    }

    fn told(programme: &Programme) -> String {
        let lines = page(programme).sections.into_iter().flat_map(|section| section.lines);
        let lines = lines.map(|line| match line {
            Line::Says(words) | Line::Item(words) => words,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn programme(rest: &str) -> Programme {
        toml::from_str(&format!("id = 'x'\nname = 'X'\nsummary = 'x'\nsource = 'x'\nroutes = ['jcp']\n{rest}")).unwrap()
    }

    #[test]
    fn the_page_of_every_programme_leaves_out_no_value_of_its_file() {
        for id in ALL {
            let programme = of(id);
            let page = told(&programme);
            let mut values = vec![programme.source.clone(), programme.summary.clone()];
            values.extend(programme.payment_group.iter().map(|group| group.name.clone()));
            values.extend(programme.fee.iter().filter_map(|fee| fee.percent).map(format::target));
            let pence = programme.fee.iter().filter_map(|fee| fee.pence);
            values.extend(pence.map(|pence| pence.to_string().trim_end_matches(".00").to_string()));
            values.extend(programme.target.iter().filter_map(|target| target.percent).map(format::target));
            values.extend(programme.target.iter().filter_map(|target| target.people).map(format::people));
            values.extend(programme.target.iter().filter_map(|target| target.source.clone()));
            values.extend(programme.lot.iter().flat_map(|lot| lot.areas.clone()));
            values.extend(programme.unconfirmed());
            values.extend(programme.sustained.asks.clone());
            let spans = [&programme.support, &programme.in_work, &programme.window].into_iter().flatten();
            values.extend(spans.map(crate::definitions::Span::in_words));
            values.extend(programme.size.iter().filter_map(|size| size.people).map(format::people));
            for value in values {
                assert!(page.contains(&value), "{id}: {value} is not in\n{page}");
            }
        }
    }

    #[test]
    fn a_value_that_is_not_confirmed_is_marked_where_it_stands() {
        let page = told(&of("work-programme"));
        assert!(page.contains("job outcome: £1,200, for payment groups 1, 2, 3 and 4\n"), "{page}");
        assert!(page.contains("job outcome: £3,500, for payment group 7 (not confirmed)"), "{page}");
        assert!(page.contains("5.5% of payment group 2; 5.5% of payment group 6 (not confirmed)"), "{page}");
        assert!(page.contains("attachment: nothing for people referred after 31 March 2014"), "{page}");
        let page = told(&of("working-well-expansion"));
        assert!(page.contains("at once, after 3 months and after 6 months (these dates are not confirmed)"), "{page}");
        assert!(
            page.contains(
                "People are referred by Jobcentre Plus and partners (in stages), or come by themselves (later)."
            ),
            "{page}"
        );
    }

    #[test]
    fn time_that_nobody_confirms_ends_nothing_in_words_either() {
        let pioneer = told(&of("whp-pioneer"));
        assert!(pioneer.contains("A job counts whenever it begins after attachment"), "{pioneer}");
        assert!(pioneer.contains("it counts whenever it is reached"), "{pioneer}");
        assert!(pioneer.contains("everybody counts as still in time"), "{pioneer}");
        let whp = told(&of("work-and-health-programme"));
        assert!(whp.contains("A job counts when it begins within 456 days of attachment."), "{whp}");
    }

    #[test]
    fn every_rule_of_an_outcome_is_told() {
        let page = told(&programme(
            "[sustained]\nweeks = 26\nrule = 'continuous'\ngap_days = 7\nminimum_hours = 16.5\n\
             [sustainment]\nweeks = 4\n\
             [[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 13\noutcome_rule = 'cumulative'",
        ));
        for words in [
            "The days must be one unbroken run in work",
            "For payment group 1 different days in work are added up.",
            "Up to 7 days out of work do not break the run",
            "fewer than 16.5 hours a week",
            "a sustainment: how many, no source says",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
        let page = told(&of("working-well-pilot"));
        assert!(page.contains("50 weeks in work that lie within 58 weeks"), "{page}");
        let page = told(&of("ways-to-work"));
        assert!(page.contains("on leaving the programme, and again 6 months after leaving: in work, or in"), "{page}");
        assert!(page.contains("When somebody leaves it is settled"), "{page}");
    }

    #[test]
    fn caps_and_parts_and_delivery_are_told() {
        let page = told(&programme(
            "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npercent = 30\nmonths = 36\n\
             [[cap]]\nmilestone = 'outcome'\nper = 'year'\npeople = 500\n[[cap]]\nper = 'contract'\npence = 123450",
        ));
        assert!(
            page.contains("delivery: 30% of the contract's value, by the month, whoever achieves what, over 36 months"),
            "{page}"
        );
        assert!(page.contains("at most 500 people for job outcome in each contract year"), "{page}");
        assert!(page.contains("at most £1,234.50 for everything together over the whole contract"), "{page}");
    }
}
