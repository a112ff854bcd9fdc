//! The command line of Munjigi; everything it does lives in the library.

fn main() {}
