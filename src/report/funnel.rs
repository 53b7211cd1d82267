//! Job start rates of wards against the number of people in them, between the limits of chance: from the published table alone.

use crate::disclosure::{PublishedTable, Row as TableRow};
use crate::metrics::Dimension;
use crate::stats::Level;
use crate::stats::funnel::{Position, limits, position};

use super::cells::{indicator, row_name};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Chart, Funnel, FunnelLimits, FunnelPlace, Inline, Picture};

/// Points of a line of limits; enough for a smooth one.
const STEPS: u64 = 48;

/// The chart, with a sentence on what it is; a sentence alone where there is nothing to hold wards against.
pub fn funnel(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let sentence = |text: String| Block::paragraph(vec![Inline::plain(text)]);
    match Drawn::of(&figures.wards) {
        None => vec![sentence(
            "There is no chart of job start rates by ward: the rate of all, or those of the wards, cannot be shown."
                .into(),
        )],
        Some(drawn) => vec![sentence(drawn.words()), Block::Chart(drawn.chart(input, &figures.wards))],
    }
}

/// What there is to draw.
struct Drawn {
    all: (u64, u64),
    places: Vec<(FunnelPlace, Position)>,
    /// Wards whose rate is not shown.
    hidden: usize,
}

impl Drawn {
    fn of(table: &PublishedTable) -> Option<Drawn> {
        let measured = indicator("job_start_rate");
        let all = table.measure(TableRow::Total, measured).rate().value()?;
        let rate = all.0 as f64 / all.1 as f64;
        let wards = (0..table.groups().len()).map(TableRow::Group);
        let wards = wards.filter(|row| row_name(table, *row, "") != Dimension::Ward.not_known());
        let (mut places, mut hidden) = (Vec::new(), 0);
        for row in wards {
            let counts = table.measure(row, measured).rate().value();
            let Some((x, n, place)) = counts.and_then(|(x, n)| Some((x, n, position(x, n, rate)?))) else {
                hidden += 1;
                continue;
            };
            let place_drawn = FunnelPlace {
                label: row_name(table, row, ""),
                people: n,
                rate: x as f64 / n as f64,
                text: Cell::rate_of((x, n)).text,
                is_outside: place != Position::Inside,
                is_far_outside: matches!(place, Position::FarBelow | Position::FarAbove),
            };
            places.push((place_drawn, place));
        }
        (!places.is_empty()).then_some(Drawn { all, places, hidden })
    }

    fn named(&self, is_meant: impl Fn(Position) -> bool) -> Vec<String> {
        self.places.iter().filter(|(_, place)| is_meant(*place)).map(|(own, _)| own.label.clone()).collect()
    }

    fn words(&self) -> String {
        let mut words = format!(
            "A ward with few people can be far from the rate of all by chance. The chart has each ward's job start rate by its number of people attached. Around the rate of all, {}, it has the limits of what chance alone would bring if every ward had that rate. Of 100 such wards 95 would lie within the inner limits, and of 1,000 within the outer ones 998.",
            format::percent(self.all.0, self.all.1)
        );
        if self.hidden > 0 {
            words.push_str(&format!(
                " {} cannot be shown, to protect individuals.",
                if self.hidden == 1 { "One ward".into() } else { format!("Of the wards, {}", self.hidden) }
            ));
        }
        words
    }

    /// Outside the outer limits is more than chance allows; why, no chart says.
    fn message(&self) -> String {
        let far = self.named(|place| matches!(place, Position::FarBelow | Position::FarAbove));
        match &far[..] {
            [] if self.hidden > 0 => {
                "Of the wards shown, none has a job start rate that differs from that of all by more than chance allows"
                    .into()
            }
            [] => "No ward's job start rate differs from that of all by more than chance allows".into(),
            [one] => format!("The job start rate of {one} differs from that of all by more than chance allows"),
            more => format!(
                "The job start rates of {} differ from that of all by more than chance allows",
                format::list(more)
            ),
        }
    }

    fn description(&self) -> String {
        let side = |place: &Position| match place {
            Position::FarBelow => ", below the outer limit",
            Position::Below => ", below the inner limit",
            Position::Inside => "",
            Position::Above => ", above the inner limit",
            Position::FarAbove => ", above the outer limit",
        };
        let own = self.places.iter().map(|(own, place)| format!("{}: {}{}", own.label, own.text, side(place)));
        let own: Vec<String> = own.collect();
        let hidden = match self.hidden {
            0 => String::new(),
            1 => " One ward is not shown.".into(),
            more => format!(" Wards not shown: {more}."),
        };
        format!("All: {}. {}.{hidden}", format::percent(self.all.0, self.all.1), own.join("; "))
    }

    fn chart(self, input: &PaperInput<'_>, table: &PublishedTable) -> Chart {
        let rate = self.all.0 as f64 / self.all.1 as f64;
        let most = self.places.iter().map(|(own, _)| own.people).max().unwrap_or(1);
        let least = self.places.iter().map(|(own, _)| own.people).min().unwrap_or(1);
        Chart {
            id: "wards-by-chance".into(),
            number: String::new(),
            title: self.message(),
            subtitle: format!(
                "Percent of people attached who have started a job, by ward and its number of people attached, all primes, as at {}",
                format::date(table.view().as_at.0)
            ),
            description: self.description(),
            table: String::new(),
            source: input.source_line(),
            picture: Picture::Funnel(Funnel {
                rate,
                rate_label: format!("All {}", format::percent(self.all.0, self.all.1)),
                limits: lines(least, most, rate),
                places: self.places.into_iter().map(|(place, _)| place).collect(),
            }),
        }
    }
}

/// The limits from the fewest people of a ward to the most.
fn lines(least: u64, most: u64, rate: f64) -> Vec<FunnelLimits> {
    let mut people: Vec<u64> = (0..=STEPS).map(|i| least + (most - least) * i / STEPS).collect();
    people.dedup();
    let of = |people: u64| {
        let (narrow, wide) = (limits(people, rate, Level::P95)?, limits(people, rate, Level::P998)?);
        Some(FunnelLimits { people, low_95: narrow.low, high_95: narrow.high, low_998: wide.low, high_998: wide.high })
    };
    people.into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(places: &[(&str, u64, u64)], hidden: usize) -> Drawn {
        let all = (200u64, 1_000u64);
        let place = |(label, x, n): &(&str, u64, u64)| {
            let place = position(*x, *n, 0.2).unwrap();
            let drawn = FunnelPlace {
                label: (*label).into(),
                people: *n,
                rate: *x as f64 / *n as f64,
                text: format::percent(*x, *n),
                is_outside: place != Position::Inside,
                is_far_outside: matches!(place, Position::FarBelow | Position::FarAbove),
            };
            (drawn, place)
        };
        Drawn { all, places: places.iter().map(place).collect(), hidden }
    }

    #[test]
    fn only_who_is_outside_the_outer_limits_differs_by_more_than_chance_allows() {
        // Of 100 at one in five chance alone brings 9 to 34 within the outer limits, 13 to 28 within the inner ones.
        let message = |places: &[(&str, u64, u64)]| drawn(places, 0).message();
        assert_eq!(
            message(&[("Heath", 20, 100), ("Mersey", 30, 100)]),
            "No ward's job start rate differs from that of all by more than chance allows"
        );
        assert_eq!(
            message(&[("Heath", 45, 100), ("Mersey", 30, 100)]),
            "The job start rate of Heath differs from that of all by more than chance allows"
        );
        assert_eq!(
            message(&[("Heath", 45, 100), ("Mersey", 3, 100)]),
            "The job start rates of Heath and Mersey differ from that of all by more than chance allows"
        );
        let told = drawn(&[("Heath", 45, 100), ("Mersey", 30, 100)], 0).description();
        assert!(told.contains("Heath: 45.0%, above the outer limit; Mersey: 30.0%, above the inner limit."), "{told}");
    }

    #[test]
    fn wards_that_are_hidden_are_counted_and_not_named() {
        let told = |hidden| {
            let drawn = drawn(&[("Heath", 20, 100)], hidden);
            (drawn.words().contains("cannot be shown"), drawn.description())
        };
        assert_eq!(told(0), (false, "All: 20.0%. Heath: 20.0%.".into()));
        assert_eq!(told(1), (true, "All: 20.0%. Heath: 20.0%. One ward is not shown.".into()));
        assert_eq!(told(3), (true, "All: 20.0%. Heath: 20.0%. Wards not shown: 3.".into()));
    }

    #[test]
    fn the_lines_of_limits_run_from_the_smallest_ward_to_the_largest() {
        let lines = lines(40, 300, 0.2);
        assert_eq!((lines[0].people, lines.last().unwrap().people), (40, 300));
        assert!(lines.windows(2).all(|pair| pair[0].people < pair[1].people));
        assert_eq!(super::lines(40, 40, 0.2).len(), 1);
    }
}
