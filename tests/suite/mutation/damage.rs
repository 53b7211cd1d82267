//! One byte of damage at every cell of an old workbook: such a file has no sum that could tell.

use quarterdeck::definitions::Limits;
use quarterdeck::source;

use super::control::{Delivered, xls_records};
use super::seeds;

/// Kinds of records in a sheet that hold a cell or keep order among cells.
const CELLS: [u16; 12] =
    [0x0203, 0x0204, 0x0205, 0x027e, 0x00fd, 0x0006, 0x0207, 0x00bd, 0x0201, 0x00be, 0x0208, 0x00d7];

/// Where the records of cells begin in a workbook whose records lie one behind the other, each with its length.
fn places(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut places, mut at, mut ends) = (Vec::new(), 3 * 512, 0);
    while ends < 2 {
        let [kind, length] = [0, 2].map(|i| u16::from_le_bytes([bytes[at + i], bytes[at + i + 1]]));
        ends += usize::from(kind == 0x000a);
        places.extend((ends == 1 && CELLS.contains(&kind)).then_some((at, 4 + usize::from(length))));
        at += 4 + usize::from(length);
    }
    places
}

#[test]
fn one_byte_of_damage_at_any_cell_of_an_old_workbook_is_refused_or_loses_nothing() {
    let folder = tempfile::tempdir_in(if cfg!(target_os = "linux") { "/dev/shm" } else { "." }).unwrap();
    let path = folder.path().join("return.xls");
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        source::read(&path, &Limits::default()).ok().map(|book| Delivered::of(&book).cells)
    };
    let (mut refused, mut whole_again) = (0, 0);
    for seed in seeds::all(None).iter().filter(|seed| seed.ending() == "xls") {
        let bytes = super::mutant::whole(seed);
        let whole = read(&bytes).unwrap_or_else(|| panic!("{} is refused", seed.name));
        assert!(whole.len() >= xls_records(seed).unwrap().len(), "{}", seed.name);
        for (at, length) in places(&bytes) {
            // Its type and length take every value; in its content every byte is another.
            let heads = (0..4).flat_map(|i| (0..=255).map(move |byte| (i, byte)));
            let rest = (4..length).flat_map(|i| [0x00, 0x01, 0x0a, 0x80, 0xff].map(|byte| (i, byte)));
            for (i, byte) in heads.chain(rest) {
                let mut damaged = bytes.clone();
                damaged[at + i] = byte;
                let Some(cells) = read(&damaged) else {
                    refused += 1;
                    continue;
                };
                whole_again += 1;
                let what = format!("{}: byte {} is {byte:#04x}", seed.name, at + i);
                assert!(cells.len() >= whole.len(), "{what}: {} of {} cells", cells.len(), whole.len());
                assert!(i >= 4 || cells == whole, "{what}: other cells");
            }
        }
    }
    println!("{refused} refused, {whole_again} read whole");
}
