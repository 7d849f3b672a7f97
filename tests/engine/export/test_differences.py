"""Lines that differ from another script's, worked by hand; packed numbers told by their length, wherever they stand."""

from engine.export.differences import folded, marked

OLD = '''lr = 0.03
weights = unpack("""
abcd
efg
""")

train(lr)
'''
NEW = '''lr = 0.3

weights = unpack("""
abcdefghij
""")
train(lr)
print("done")
'''


def test_lines_are_marked_as_new_gone_packed_or_neither():
    assert marked(OLD, NEW) == [
        ["-", "lr = 0.03"],
        ["+", "lr = 0.3"],
        ["", ""],  # an empty line is no news
        ["", 'weights = unpack("""'],
        ["=", "10"],  # and of numbers that are gone nothing is said
        ["", '""")'],
        ["", "train(lr)"],
        ["+", 'print("done")'],
    ]


def test_without_another_script_nothing_is_marked_and_numbers_are_counted():
    assert marked(None, OLD)[:4] == [["", "lr = 0.03"], ["", 'weights = unpack("""'], ["=", "7"], ["", '""")']]
    assert [line for packed, line in folded(OLD) if not packed] == [
        line for line in OLD.splitlines() if line not in ("abcd", "efg")
    ]
