//! Rows 30 to 36: dates in every form, dates that are none, and dates in an order that cannot be.

use chrono::{Days, NaiveDate};

use crate::faults::case::{Case, case};
use crate::faults::make::ods::ods;
use crate::faults::make::table::{ATTACHED, Cell, REFERRED, STARTED, SUSTAINED, Table, clean, day, serial, text};
use crate::faults::make::text::csv;
use crate::faults::make::xls::{ole, records, xls};
use crate::faults::make::xlsx::{SHEET, STYLES, WORKBOOK, book, xlsx};

pub fn cases() -> Vec<Case> {
    [forms(), orders(), systems(), impossible(), sequences(), received(), quarters(), zones()].concat()
}

fn written(form: &'static str) -> Table {
    clean().dates(|day| text(&day.format(form).to_string()))
}

fn forms() -> Vec<Case> {
    let forms = [
        ("slashes", "%d/%m/%Y"),
        ("slashes_no_noughts", "%-d/%-m/%Y"),
        ("hyphens", "%d-%m-%Y"),
        ("dots", "%d.%m.%Y"),
        ("spaces", " %d/%m/%Y "),
        ("iso", "%Y-%m-%d"),
        ("month_short", "%d-%b-%Y"),
        ("month_long", "%-d %B %Y"),
        ("month_first_letters", "%d/%b/%Y"),
    ];
    let mut cases: Vec<Case> = forms
        .into_iter()
        .flat_map(|(name, form)| {
            let what = format!("dates as text like {}", day(2014, 4, 16).format(form));
            [
                case(30, &format!("dates_{name}.csv"), &what, csv(&written(form))),
                case(30, &format!("dates_{name}.xlsx"), &what, xlsx(&written(form))),
            ]
        })
        .collect();
    cases.push(case(
        30,
        "dates_ordinal.csv",
        "dates like 1st May 2014",
        csv(&clean().dates(|date| text(&ordinal(date)))),
    ));
    cases
}

fn ordinal(date: NaiveDate) -> String {
    let number = date.format("%-d").to_string();
    let ending = match number.as_str() {
        "1" | "21" | "31" => "st",
        "2" | "22" => "nd",
        "3" | "23" => "rd",
        _ => "th",
    };
    format!("{number}{ending} {}", date.format("%B %Y"))
}

fn orders() -> Vec<Case> {
    let american = |_: usize, cell: Cell| match cell {
        Cell::Date(day) => text(&day.format("%m/%d/%Y").to_string()),
        other => other,
    };
    let half = clean().each(ATTACHED, |row, cell| if row > 11 { american(row, cell) } else { cell });
    let one = clean().put(9, REFERRED, text("04/25/2014"));
    let month_first = |name: &str, what, table: &Table| case(30, name, what, csv(table)).stopped("file");
    vec![
        month_first("orders_mixed.csv", "half of a column month first", &half).says(&["Attachment Date"]),
        case(
            30,
            "orders_mixed.xlsx",
            "half of a column month first",
            xlsx(&half.dates(|day| text(&day.format("%d/%m/%Y").to_string()))),
        )
        .stopped("column Attachment Date"),
        month_first("order_one_row.csv", "one date month first", &one).says(&["Referral Date", "row"]),
        month_first("order_all.csv", "a whole column month first", &clean().each(ATTACHED, american))
            .says(&["Attachment Date", "month"]),
        case(
            30,
            "order_year_first.csv",
            "a column year first with slashes",
            csv(&clean().each(ATTACHED, |_, cell| match cell {
                Cell::Date(day) => text(&day.format("%Y/%m/%d").to_string()),
                other => other,
            })),
        ),
    ]
}

fn systems() -> Vec<Case> {
    let shifted = clean().dates(|day| Cell::Number(serial(day) - 1462.0));
    let in_1904 = |flag: &str| {
        // Dates keep their style: only their numbers are those of the other system.
        let xml = String::from_utf8(book(&[clean()]).part(SHEET).to_vec()).unwrap();
        let mut moved = String::new();
        for (i, part) in xml.split(" s=\"1\"><v>").enumerate() {
            match (i, part.split_once('<')) {
                (0, _) | (_, None) => moved += part,
                (_, Some((number, rest))) => {
                    moved += &format!(" s=\"1\"><v>{}<{rest}", number.parse::<i64>().unwrap() - 1462);
                }
            }
        }
        book(&[clean()]).put(SHEET, moved).edit(
            WORKBOOK,
            "<workbookPr/>",
            &format!("<workbookPr date1904=\"{flag}\"/>"),
        )
    };
    let numbers = clean().dates(|day| Cell::Number(serial(day)));
    let as_text = clean().dates(|day| text(&serial(day).to_string()));
    let timed = clean().dates(|day| Cell::Number(serial(day) + 0.75));
    let format = |name: &str, code: &str| {
        let bytes = book(&[clean()]).edit(STYLES, "dd/mm/yyyy", code).bytes();
        case(31, name, &format!("dates in the style {code}"), bytes)
    };
    vec![
        case(31, "system_1904.xlsx", "the date system of 1904", in_1904("1").bytes()),
        case(31, "system_1904_true.xlsx", "the date system of 1904, said with `true`", in_1904("true").bytes()),
        case(
            31,
            "system_1904.xls",
            "the date system of 1904 in an old workbook",
            ole("Workbook", &records(&clean(), true)),
        ),
        case(31, "serials.xlsx", "numbers without a style", xlsx(&numbers)).noted("columns"),
        case(31, "serials.xls", "numbers without a style", xls(&numbers)).noted("columns"),
        case(31, "serials.ods", "numbers without a style", ods(&numbers)).noted("columns"),
        case(31, "serials.csv", "numbers", csv(&numbers)).noted("columns"),
        case(31, "serials_as_text.xlsx", "numbers as text", xlsx(&as_text)).noted("columns"),
        case(31, "serials_with_time.xlsx", "numbers with a time of day", xlsx(&timed)).noted("columns"),
        // Their years are four too early, before the programme began.
        case(
            31,
            "serials_1904_unmarked.xlsx",
            "numbers of the other system in a workbook that does not say so",
            xlsx(&shifted),
        )
        .blocked([20, 0, 20, 0], "columns")
        .says(&["four years off", "1904"]),
        format("style_words.xlsx", "[$-809]dd mmmm yyyy;@"),
        format("style_quoted.xlsx", "dd&quot; day &quot;mm\\-yyyy"),
        format("style_time.xlsx", "dd/mm/yyyy hh:mm"),
    ]
}

fn impossible() -> Vec<Case> {
    let dates = [
        ("feb_30", "30/02/2015"),
        ("feb_29", "29/02/2015"),
        ("day_0", "00/01/1900"),
        ("month_0", "01/00/2014"),
        ("day_32", "32/01/2014"),
        ("april_31", "31/04/2014"),
        ("two_digits", "16/04/14"),
        ("two_digits_hyphens", "16-04-14"),
        ("year_1900", "01/01/1900"),
        ("year_9999", "31/12/9999"),
        ("year_3_digits", "16/04/214"),
        ("year_5_digits", "16/04/20144"),
        ("no_year", "16/04"),
    ];
    let mut cases: Vec<Case> = dates
        .into_iter()
        .map(|(name, date)| {
            let table = clean().dates(|day| text(&day.format("%d/%m/%Y").to_string())).put(6, REFERRED, text(date));
            case(32, &format!("date_{name}.csv"), date, csv(&table)).one_aside("row 6 column Referral Date")
        })
        .collect();
    cases.extend([
        case(32, "serial_0.xlsx", "Excel's day 0", xlsx(&clean().put(6, REFERRED, Cell::Date(day(1899, 12, 30)))))
            .one_aside("cell E6"),
        case(
            32,
            "serial_60.xlsx",
            "Excel's 29 February 1900",
            book(&[clean()]).edit(SHEET, "<c r=\"E2\" s=\"1\"><v>41730</v>", "<c r=\"E2\" s=\"1\"><v>60</v>").bytes(),
        )
        .one_aside("cell E2"),
    ]);
    cases
}

fn sequences() -> Vec<Case> {
    let put = |changes: &[(usize, usize, Cell)]| {
        changes.iter().fold(clean(), |table, (row, column, cell)| table.put(*row, *column, cell.clone()))
    };
    let date = |table: &Table, row: usize, column: usize| match table.rows[row - 1][column] {
        Cell::Date(day) => day,
        ref other => panic!("{other:?} is no date"),
    };
    let (attached, started) = (date(&clean(), 2, ATTACHED), date(&clean(), 2, STARTED));
    let on = |day: NaiveDate, days: u64| Cell::Date(day + Days::new(days));
    let before = |day: NaiveDate, days: u64| Cell::Date(day - Days::new(days));
    let order = |name: &str, what, changes: &[(usize, usize, Cell)], names: &str| {
        case(33, name, what, csv(&put(changes))).one_aside(names)
    };
    vec![
        order(
            "job_before_attachment.csv",
            "a job begun the day before attachment",
            &[(2, STARTED, before(attached, 1))],
            "row 2 column Job Start Date",
        ),
        case(
            33,
            "job_on_attachment.csv",
            "a job begun on the day of attachment",
            csv(&put(&[(2, STARTED, on(attached, 0))])),
        ),
        order(
            "attachment_before_referral.csv",
            "attached before referred",
            &[(4, ATTACHED, Cell::Date(day(2014, 4, 1)))],
            "row 4 column Attachment Date",
        ),
        order(
            "sustained_without_job.csv",
            "sustained without a job",
            &[(4, SUSTAINED, Cell::Date(day(2015, 3, 1)))],
            "row 4 column Sustained Date",
        ),
        order(
            "sustained_a_day_early.csv",
            "sustained a day before 26 weeks",
            &[(2, SUSTAINED, on(started, 180))],
            "row 2 column Sustained Date",
        ),
        case(
            33,
            "sustained_on_the_day.csv",
            "sustained on the last day of 26 weeks",
            csv(&put(&[(2, SUSTAINED, on(started, 181))])),
        ),
        order(
            "sustained_before_job.csv",
            "sustained before the job",
            &[(2, SUSTAINED, before(started, 1))],
            "row 2 column Sustained Date",
        ),
        order("job_without_attachment.csv", "a job without an attachment", &[(2, ATTACHED, Cell::Empty)], "row 2"),
        order(
            "job_before_attachment_by_years.csv",
            "a job begun in 2005",
            &[(2, STARTED, Cell::Date(day(2005, 1, 1)))],
            "row 2 column Job Start Date",
        ),
        case(
            33,
            "two_out_of_order.xlsx",
            "two rows out of order",
            xlsx(&put(&[(2, STARTED, before(attached, 1)), (4, ATTACHED, Cell::Date(day(2014, 4, 1)))])),
        )
        .warned([20, 18, 2, 0], "row 2, row 4"),
    ]
}

fn received() -> Vec<Case> {
    let later = |name: &str, column, date, names: &str| {
        case(34, name, "a date after the day of receipt", csv(&clean().put(4, column, Cell::Date(date))))
            .one_aside(names)
    };
    vec![
        later("attached_tomorrow.csv", ATTACHED, day(2015, 10, 1), "row 4 column Attachment Date"),
        later("job_next_year.csv", STARTED, day(2016, 5, 1), "row 4 column Job Start Date"),
        later("referred_in_2041.csv", REFERRED, day(2041, 1, 1), "row 4 column Referral Date"),
        case(
            34,
            "attached_on_the_day.csv",
            "a date on the day of receipt",
            csv(&clean().put(4, ATTACHED, Cell::Date(day(2015, 9, 30)))),
        ),
    ]
}

fn quarters() -> Vec<Case> {
    let edges = [
        (2014, 3, 31),
        (2014, 4, 1),
        (2014, 6, 30),
        (2014, 7, 1),
        (2015, 3, 31),
        (2015, 4, 1),
        (2015, 6, 30),
        (2015, 7, 1),
    ];
    let table = edges.iter().enumerate().fold(clean(), |table, (i, (year, month, date))| {
        let day = day(*year, *month, *date);
        // Rows without a job: any order of the others holds.
        let row = [4, 5, 6, 9, 10, 11, 14, 15][i];
        table.put(row, REFERRED, Cell::Date(day)).put(row, ATTACHED, Cell::Date(day))
    });
    vec![
        case(35, "quarter_edges.xlsx", "first and last days of quarters", xlsx(&table)),
        case(35, "quarter_edges.csv", "first and last days of quarters", csv(&table)),
        case(35, "leap_day.csv", "29 February 2012", csv(&clean().put(4, REFERRED, Cell::Date(day(2012, 2, 29))))),
    ]
}

fn zones() -> Vec<Case> {
    let stamps = [
        ("utc", "2014-04-30T23:30:00Z"),
        ("offset", "2014-04-30T23:30:00+01:00"),
        ("no_local_time", "30/03/2014 01:30"),
        ("fractions", "2014-04-30T23:59:59.999Z"),
        ("twelve_hours", "30/04/2014 11:30 PM"),
    ];
    stamps
        .into_iter()
        .map(|(name, stamp)| {
            let table = clean().put(4, ATTACHED, text(stamp)).put(4, REFERRED, Cell::Date(day(2014, 3, 1)));
            case(36, &format!("timestamp_{name}.csv"), stamp, csv(&table)).layout("date_only").noted("row 4")
        })
        .collect()
}
