"""The tables of ICU, without what the programs never ask for."""
import re, struct, subprocess

# Words, orders and breaks of single languages, and other encodings. Time zones, forms of letters and names of hosts stay.
LEFT_OUT = re.compile(rb"[^/]+/([^/]+/.*|[a-z]{2,3}(_\w+)?\.res|.*\.cnv)")


def reduced(tools, scratch):
    """An object file that stands in for the one of the Swift toolchain, whose tables are five times as long."""
    library = tools.static / "lib_FoundationICU.a"
    member = "icu_packaged_data.cpp.o"
    path = scratch / member
    subprocess.run(["ar", "x", library, member], cwd=scratch, check=True)
    symbol = re.search(rb"icudt\d+_dat", path.read_bytes()).group().decode()
    whole, tables = scratch / "whole.dat", scratch / "tables.dat"
    subprocess.run(["objcopy", "-O", "binary", "-j", ".rodata", path, whole], check=True)
    tables.write_bytes(without(LEFT_OUT, whole.read_bytes()))
    source = (
        f'.section .rodata\n.balign 16\n.globl {symbol}\n.type {symbol}, %object\n{symbol}: .incbin "{tables}"\n'
        '.section .note.GNU-stack, "", %progbits\n'
    )
    target = scratch / "tables.o"
    subprocess.run([tools.clang, "-c", "-x", "assembler", "-", "-o", target], input=source, text=True, check=True)
    return target


def without(pattern, data):
    """ICU's package: a head, then the number of tables, pairs of offsets (name, content), names and contents, in the order of names."""
    head = struct.unpack_from("<H", data)[0]
    body = data[head:]
    count = struct.unpack_from("<I", body)[0]
    pairs = [struct.unpack_from("<II", body, 4 + 8 * i) for i in range(count)]
    ends = [content for _, content in pairs[1:]] + [len(body)]
    kept = []
    for (name, content), end in zip(pairs, ends):
        name = body[name:body.index(0, name)]
        if not pattern.fullmatch(name):
            kept.append((name, body[content:end]))
    offsets, names, contents = b"", b"", b""
    first_name = 4 + 8 * len(kept)
    first_content = (first_name + sum(len(name) + 1 for name, _ in kept) + 15) // 16 * 16
    for name, content in kept:
        offsets += struct.pack("<II", first_name + len(names), first_content + len(contents))
        names += name + b"\0"
        contents += content + bytes(-len(content) % 16)
    table = struct.pack("<I", len(kept)) + offsets + names
    return data[:head] + table.ljust(first_content, b"\0") + contents
