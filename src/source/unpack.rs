//! A part's content, unpacked block by block and held against what the table of contents says of it.

use crc32fast::Hasher;
use zlib_rs::{Inflate, InflateFlush, Status};

use super::directory::{Part, damaged_part};
use crate::fault::{Fault, printable};

/// Deflate with no header around it and the largest window.
const RAW: (bool, u8) = (false, 15);

/// Gives a part's content in order, once.
pub(super) struct Unpacking<'a> {
    part: &'a Part,
    /// What is still to be unpacked.
    packed: &'a [u8],
    /// None for a part that is stored as it is.
    inflate: Option<Box<Inflate>>,
    crc: Hasher,
    length: u64,
    ended: bool,
}

impl<'a> Unpacking<'a> {
    pub fn new(part: &'a Part, packed: &'a [u8]) -> Self {
        let inflate = part.is_deflated().then(|| Box::new(Inflate::new(RAW.0, RAW.1)));
        Unpacking { part, packed, inflate, crc: Hasher::new(), length: 0, ended: false }
    }

    pub fn name(&self) -> &'a str {
        &self.part.name
    }

    /// Fills `block` as far as the part goes. The end, which is 0, is only given when the length and the
    /// CRC are those of the table of contents.
    pub fn read(&mut self, block: &mut [u8]) -> Result<usize, Fault> {
        if self.ended || block.is_empty() {
            return Ok(0);
        }
        let filled = match self.inflate.is_some() {
            true => self.inflate_into(block)?,
            false => self.copy_into(block),
        };
        self.length += filled as u64;
        self.crc.update(&block[..filled]);
        if self.length > self.part.inflated || (self.ended && self.length < self.part.inflated) {
            return Err(Fault::refused(format!(
                "part `{}` is damaged: it does not unpack to the {} bytes that the file's table of contents says",
                printable(&self.part.name),
                self.part.inflated
            ))
            .hint("do not open it; ask the sender to save it again from Excel"));
        }
        if self.ended && self.crc.clone().finalize() != self.part.crc {
            return Err(damaged_part(&self.part.name, "its CRC does not match"));
        }
        Ok(filled)
    }

    /// Goes to the end, so that the checks of `read` hold for the whole part.
    pub fn drain(mut self) -> Result<(), Fault> {
        let mut block = vec![0; 64 << 10];
        while self.read(&mut block)? > 0 {}
        Ok(())
    }

    fn copy_into(&mut self, block: &mut [u8]) -> usize {
        let filled = block.len().min(self.packed.len());
        block[..filled].copy_from_slice(&self.packed[..filled]);
        self.packed = &self.packed[filled..];
        self.ended = self.packed.is_empty();
        filled
    }

    fn inflate_into(&mut self, block: &mut [u8]) -> Result<usize, Fault> {
        let broken = || damaged_part(&self.part.name, "it cannot be unpacked");
        let Some(inflate) = &mut self.inflate else { return Ok(0) };
        let mut filled = 0;
        while filled < block.len() && !self.ended {
            let (taken, given) = (inflate.total_in(), inflate.total_out());
            let status = inflate.decompress(self.packed, &mut block[filled..], InflateFlush::NoFlush);
            let (taken, given) = ((inflate.total_in() - taken) as usize, (inflate.total_out() - given) as usize);
            self.packed = &self.packed[taken..];
            filled += given;
            match status.map_err(|_| broken())? {
                Status::StreamEnd => self.ended = true,
                // Neither bytes in nor bytes out: the part stops in the middle.
                _ if taken == 0 && given == 0 => return Err(broken()),
                _ => {}
            }
        }
        Ok(filled)
    }
}
