//! Exact figures for officers: marked, and written where only their owner can read them.

use anyhow::Result;

use crate::fault::on_a_terminal;
use crate::metrics::compute::{CountTable, count};
use crate::metrics::{CountColumn, Dimension, Measured, View};
use crate::render::inert;
use crate::report::figures::{MILESTONES, TO_DATE_COLUMNS};
use crate::vocabulary::{AsAt, Basis, Quarter};

/// The line on top of every exact file.
pub const MARK: &str = "OFFICIAL-SENSITIVE: exact figures for officers only; not for publication";

/// A name for a count that a spreadsheet's column can carry.
pub fn column_name(column: CountColumn) -> String {
    match column {
        CountColumn::Everybody => "everybody".into(),
        CountColumn::Happened(event) => event.id().into(),
        CountColumn::Reached { event, of } => format!("{}_of_{}", event.id(), of.id()),
        CountColumn::InTime { event, of } => format!("{}_of_{}_in_time", event.id(), of.id()),
        CountColumn::Matured { event, of } => format!("{}_of_{}_had_time", event.id(), of.id()),
        CountColumn::MaturedAchieved { event, of } => format!("{}_of_{}_had_time_achieved", event.id(), of.id()),
        CountColumn::Followed { of, months } => format!("{}_followed_{months}m", of.id()),
        CountColumn::FollowedAchieved { event, of, months } => {
            format!("{}_of_{}_followed_{months}m", event.id(), of.id())
        }
        CountColumn::Within { event, of, months } => format!("{}_within_{months}m_of_{}", event.id(), of.id()),
        CountColumn::Not { event, of, because } => {
            let time = if because.in_time { "in_time" } else { "out_of_time" };
            format!("{}_of_{}_not_{}_{time}", event.id(), of.id(), because.why.id())
        }
        CountColumn::Due { event, of } => format!("{}_of_{}_due", event.id(), of.id()),
        CountColumn::Completed { of } => format!("{}_completed", of.id()),
        CountColumn::CompletedAchieved { event, of } => format!("{}_of_{}_completed_achieved", event.id(), of.id()),
    }
}

/// The paper's tables with every count exact: table, basis, group, count, value. A prime that sends counts stands
/// apart under its name; without a prime that sends rows there are no tables of people, which would hold noughts.
pub fn exact_figures(measured: &Measured, with_people: bool, quarter: Quarter) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([MARK, "", "", "", ""])?;
    writer.write_record(["dimension", "basis", "group", "count", "people"])?;
    let view = |basis| View { basis, as_at: AsAt::end_of(quarter), quarter, from: None };
    let people = &measured.people;
    let dimensions = [
        Dimension::Prime,
        Dimension::AttachmentQuarter,
        Dimension::Office,
        Dimension::Area,
        Dimension::Ward,
        Dimension::PaymentGroup,
    ];
    for dimension in dimensions.into_iter().filter(|_| with_people) {
        write(&mut writer, &count(people, view(Basis::ToDate), &TO_DATE_COLUMNS, &[dimension], &[]), dimension)?;
    }
    if with_people {
        let table = count(people, view(Basis::Period), &MILESTONES, &[Dimension::Prime], &[]);
        write(&mut writer, &table, Dimension::Prime)?;
    }
    for own in &measured.counted {
        for basis in [Basis::ToDate, Basis::Period] {
            for by in [None].into_iter().chain(own.dimensions().into_iter().map(Some)) {
                let table = own.table(view(basis), &MILESTONES, by);
                table.map_or(Ok(()), |table| write_counted(&mut writer, &table, &own.prime, by))?;
            }
        }
    }
    Ok(writer.into_inner()?)
}

/// A table of a prime's own counts: the prime, or the prime with its parts.
fn write_counted(
    writer: &mut csv::Writer<Vec<u8>>,
    table: &CountTable,
    prime: &str,
    by: Option<Dimension>,
) -> Result<()> {
    let (basis, dimension) = (table.view.basis.id(), by.unwrap_or(Dimension::Prime).id());
    for (i, group) in table.groups.iter().enumerate() {
        let group = if by.is_some() { format!("{prime}, {}", group.join(", ")) } else { prime.to_string() };
        for column in &table.columns {
            let exact = table.exact(i, *column).unwrap_or_default().to_string();
            let count = format!("{}_by_its_own_counts", column_name(*column));
            writer.write_record([dimension, basis, &safe(&group), &count, &exact])?;
        }
    }
    Ok(())
}

fn write(writer: &mut csv::Writer<Vec<u8>>, table: &CountTable, dimension: Dimension) -> Result<()> {
    let groups = table.groups.iter().map(|group| group.join(", ")).enumerate();
    let basis = table.view.basis.id();
    for (i, group) in groups {
        for column in &table.columns {
            let exact = table.exact(i, *column).unwrap_or_default().to_string();
            writer.write_record([dimension.id(), basis, &safe(&group), &column_name(*column), &exact])?;
        }
    }
    for column in &table.columns {
        let exact = table.exact_total(*column).unwrap_or_default().to_string();
        writer.write_record([dimension.id(), basis, "All", &column_name(*column), &exact])?;
    }
    Ok(())
}

/// A text cell in which no spreadsheet finds a formula, whatever it takes for the border between cells, and which leaves
/// a terminal alone.
pub fn safe(text: &str) -> String {
    inert(&on_a_terminal(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_and_no_part_of_one_begins_a_formula() {
        for (text, written) in [
            ("=1", "'=1"),
            ("  @x", "  '@x"),
            ("＝1", "'＝1"),
            ("\t=1", "\\t=1"),
            ("a;=1", "a;'=1"),
            ("\",+1", "\",'+1"),
            ("Heath - North", "Heath - North"),
            ("6+", "6+"),
            ("\0", "\\u{0}"),
        ] {
            assert_eq!(safe(text), written);
        }
    }
}
