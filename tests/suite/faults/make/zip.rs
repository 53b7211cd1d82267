//! Zip containers as they should be and as they should not.

use flate2::write::DeflateEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};
use std::io::Write;

/// One part; every field may be a lie.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: String,
    /// The name in the local header, where it differs.
    pub local_name: Option<String>,
    pub packed: Vec<u8>,
    /// 8 deflated, 0 stored.
    pub method: u16,
    pub size: u32,
    pub crc: u32,
    /// Bit 0: encrypted.
    pub flags: u16,
}

fn crc_of(data: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(data);
    crc.sum()
}

impl Part {
    pub fn stored(name: &str, data: &[u8]) -> Part {
        let (size, crc) = (data.len() as u32, crc_of(data));
        Part { name: name.into(), local_name: None, packed: data.to_vec(), method: 0, size, crc, flags: 0 }
    }

    pub fn deflated(name: &str, data: &[u8]) -> Part {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        Part { packed: encoder.finish().unwrap(), method: 8, ..Part::stored(name, data) }
    }

    /// A part of `before`, many times `chunk`, and `after`, packed without ever being whole in memory.
    pub fn repeated(name: &str, before: &[u8], chunk: &[u8], times: u32, after: &[u8]) -> Part {
        let block = |data: &[u8], flush| {
            let mut packed = Vec::with_capacity(data.len() + 1024);
            Compress::new(Compression::best(), false).compress_vec(data, &mut packed, flush).unwrap();
            packed
        };
        let (mut packed, mut crc) = (block(before, FlushCompress::Full), Crc::new());
        crc.update(before);
        let repeated = block(chunk, FlushCompress::Full);
        let mut once = Crc::new();
        once.update(chunk);
        for _ in 0..times {
            packed.extend(&repeated);
            crc.combine(&once);
        }
        packed.extend(block(after, FlushCompress::Finish));
        crc.update(after);
        let size = (before.len() + chunk.len() * times as usize + after.len()) as u32;
        Part { packed, method: 8, size, crc: crc.sum(), ..Part::stored(name, b"") }
    }
}

/// The container with its parts in this order.
pub fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let offset = bytes.len() as u32;
        let mut shared = Vec::new();
        for word in [20u16, part.flags, part.method, 0, 0x21] {
            shared.extend(word.to_le_bytes());
        }
        for word in [part.crc, part.packed.len() as u32, part.size] {
            shared.extend(word.to_le_bytes());
        }
        let local = part.local_name.as_ref().unwrap_or(&part.name);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&shared);
        bytes.extend((local.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(local.as_bytes());
        bytes.extend(&part.packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&shared);
        directory.extend((part.name.len() as u16).to_le_bytes());
        directory.extend([0; 12]);
        directory.extend(offset.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let (start, count) = (bytes.len() as u32, parts.len() as u16);
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend([(directory.len() as u32).to_le_bytes(), start.to_le_bytes()].concat());
    bytes.extend([0, 0]);
    bytes
}

/// The parts of a container that nothing is wrong with, unpacked.
pub fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read;
    let word = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let double = |at: usize| word(at) | word(at + 2) << 16;
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").expect("a directory");
    let (mut at, mut parts) = (double(end + 16), Vec::new());
    for _ in 0..word(end + 10) {
        let (name, header) = (bytes[at + 46..at + 46 + word(at + 28)].to_vec(), double(at + 42));
        let start = header + 30 + word(header + 26) + word(header + 28);
        let packed = &bytes[start..start + double(at + 20)];
        let mut data = Vec::new();
        match word(at + 10) {
            0 => data.extend(packed),
            _ => drop(flate2::read::DeflateDecoder::new(packed).read_to_end(&mut data).unwrap()),
        }
        parts.push((String::from_utf8(name).unwrap(), data));
        at += 46 + word(at + 28) + word(at + 30) + word(at + 32);
    }
    parts
}
