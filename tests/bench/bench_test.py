"""Tests of what scripts/bench and scripts/count-instructions compute."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/python"))
import bench
import count_instructions

FIT = "fit299::%s::Run(fit299::codec::Header const&)"
PROFILE = f"""events: Ir
ob=(1) /bin/fit299
fn=(1) main
3 10
cfn=(2) {FIT % "codec"}
calls=1 0
3 300
cfn=(3) {FIT % "tensor"}
calls=1 0
3 100

fn=(2)
5 100
cob=(2) /lib/libc.so.6
cfn=(4) memset
calls=1 0
+1 200

fn=(3)
7 0
cob=(2)
cfn=(4)
calls=1 0
+1 100

ob=(2)
fn=(4)
9 300
"""


def competitor(name, *runs):
    """Of (wall, share of others) each."""
    made = bench.Competitor(name, [])
    made.warm = {"peak": 1_000_000}
    made.runs = {number: {"wall": wall, "cpu": wall, "others": others}
                 for number, (wall, others) in enumerate(runs)}
    return made


class Stages(unittest.TestCase):
    def test_a_librarys_cost_is_shared_out_by_callers(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(PROFILE)
            file.flush()
            stages = count_instructions.Profile(file.name).stages()
        self.assertEqual(stages, {"decode": 300, "normalize": 100, "rest": 10})

    def test_a_function_belongs_to_its_own_room_not_to_those_of_its_arguments(self):
        for name, stage in (
                ("void fit299::tensor::Packer::Pack<float>(fit299::codec::Header)", "normalize"),
                ("fit299::codec::(anonymous namespace)::Decode(int)", "decode"),
                ("bool fit299::codec::RunJpegStep<fit299::codec::EncodeJpeg(int)::{lambda()#1}>",
                 "encode"),
                ("fit299::batch::Store::Write(fit299::record::Row const&)", "rest"),
                ("memset", None)):
            self.assertEqual(count_instructions.stage_of(("/bin/fit299", name)), stage, name)

    def test_three_percent_more_is_too_much(self):
        known = {("files", "decode"): 1_000_000, ("files", "write"): 1000}
        for count, good in ((1_029_000, True), (1_031_000, False)):
            counted = {("files", "decode"): count, ("files", "write"): 2000}
            with open(os.devnull, "w") as sys.stdout:
                self.assertEqual(count_instructions.compare(known, counted), good)
            sys.stdout = sys.__stdout__


class Ratios(unittest.TestCase):
    def test_runs_of_the_same_round_are_compared(self):
        job = next(job for job in bench.JOBS if job.name == "files")
        floor = competitor("floor", (1, 0), (2, 0), (4, 0))
        mine = competitor("fit299", (1.2, 0), (2.2, 0), (4.4, 0))
        self.assertAlmostEqual(bench.result_of(job, mine, floor)["ratio"], 1.1)

    def test_disturbed_rounds_do_not_count_while_two_others_are_left(self):
        self.assertEqual(bench.counted(competitor("a", (1, 0.5), (1, 0), (1, 0.1))), ([1, 2], False))
        self.assertEqual(bench.counted(competitor("a", (1, 0.5), (1, 0))), ([0, 1], True))

    def test_a_target_is_kept_or_missed(self):
        job = next(job for job in bench.JOBS if job.name == "files")
        for ratio, kept in ((1.2, True), (1.21, False)):
            result = {"name": "fit299", "seconds": 1, "ratio": ratio, "disturbed": False}
            self.assertEqual(bench.verdict(job, [result]), (f"{ratio:.2f}", "1.20", kept))


if __name__ == "__main__":
    unittest.main()
