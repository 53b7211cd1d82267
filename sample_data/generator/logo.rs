//! A small picture for the head of a return: an arch over a road. Encoded here, so that no binary file
//! need be kept and no picture library is wanted.

const SIDE: usize = 56;
const PALETTE: [[u8; 3]; 3] = [[0xFF, 0xFF, 0xFF], [0x12, 0x43, 0x6D], [0x28, 0xA1, 0x97]];

/// PNG (ISO/IEC 15948) with a palette; the zlib stream is one stored block (RFC 1951, 3.2.4).
pub fn png() -> Vec<u8> {
    let mut out = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];
    let side = (SIDE as u32).to_be_bytes();
    chunk(&mut out, b"IHDR", &[&side[..], &side, &[8, 3, 0, 0, 0]].concat());
    chunk(&mut out, b"PLTE", &PALETTE.concat());
    chunk(&mut out, b"IDAT", &zlib_stored(&pixels()));
    chunk(&mut out, b"IEND", &[]);
    out
}

/// Every line begins with its filter, none.
fn pixels() -> Vec<u8> {
    (0..SIDE).flat_map(|y| std::iter::once(0).chain((0..SIDE).map(move |x| colour(x, y)))).collect()
}

fn colour(x: usize, y: usize) -> u8 {
    let (across, down) = (x as i32 - 28, y as i32 - 28);
    let from_centre = across * across + down * down;
    let arch = down <= 0 && (324..=676).contains(&from_centre);
    let pillar = (0..=22).contains(&down) && (18..=26).contains(&across.abs());
    if arch || pillar {
        1
    } else if down > 4 && across.abs() <= 2 + down / 3 && down <= 22 {
        2
    } else {
        0
    }
}

fn zlib_stored(data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(data);
    out.extend(adler32(data).to_be_bytes());
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let body = [&kind[..], data].concat();
    out.extend(&body);
    out.extend(crc32(&body).to_be_bytes());
}

fn adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1u32, 0u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }
}
