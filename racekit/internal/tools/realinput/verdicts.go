package main

import "regexp"

// verdicts say what each finding and limitation of the table comes from. The
// first that fits counts.
var verdicts = []Verdict{
	{
		Package: "compress/gzip", Test: regexp.MustCompile(`^TestCVE202230631$`), Kind: "unfinished", Hazard: 9,
		Why: "The test reads 4,000,000 empty members. With the detector and the hooks before its accesses one execution takes " +
			"longer than the 10 s that it may with `-budget=1s`.",
	},
	{
		Package: "sync/atomic", Test: regexp.MustCompile(`^TestValueSwapConcurrent$`), Kind: "unfinished", Hazard: 9,
		Why: "A thousand goroutines make 1,000,000 swaps of one Value. Where each is a switch the detector joins the clocks of a thousand " +
			"goroutines at each; such a schedule takes longer than the 20 s that one may with `-budget=5s`.",
	},
	{
		Package: "time", Test: regexp.MustCompile(`^TestLongAdjustTimers$`), Kind: "unfinished", Hazard: 12,
		Why: "The test sends 1,000,000 functions through two channels. With the selects around them these are more than the 5,000,000 " +
			"steps that a default schedule may have.",
	},
	{
		Package: "database/sql", Kind: "note", Text: "it cannot run twice in one process", Hazard: 14,
		Test: regexp.MustCompile(`^Test(NamedValueChecker(Skip)?|OpenConnector|QueryExecContextOnly|BadDriver|Ping)$`),
		Why: "The test calls sql.Register with a fixed name, which panics the second time in a process. Each of its executions " +
			"had a process of its own.",
	},
	{
		Package: "database/sql", Test: regexp.MustCompile(`^TestOpenDB$`), Kind: "goroutine leak",
		Why: "The test does not close the database that it opens, whose connectionOpener waits for requests for ever.",
	},
	{
		Package: "crypto/tls", Test: regexp.MustCompile(`^TestTLS13ECHRejectionCallbacks$`), Kind: "goroutine leak",
		Why: "The server's goroutine of each subtest sends its error to a channel without room, from which nobody receives.",
	},
	{
		Package: "testing", Test: regexp.MustCompile(`^TestTRun$`), Kind: "goroutine leak",
		Why: "The test makes a T of its own as the root of others. Subtests of it that are parallel wait until their parent ends, " +
			"and nobody ends it.",
	},
	{
		Package: "testing", Test: regexp.MustCompile(`^(TestBenchmarkBLoop|TestBRun|TestTempDirInBenchmark)$`), Kind: "hang", Hazard: 7,
		Why: "The test runs a benchmark, which repeats its body until a second has passed on its clock. " +
			"A body without steps takes none of the virtual time, so it is repeated 1,000,000,000 times; `-time=real` helps.",
	},
	{
		Package: "testing", Test: regexp.MustCompile(`^TestBRun$`), Kind: "nondeterminism", Hazard: 7,
		Why: "As above: where such a loop is interrupted is not the schedule's doing.",
	},
	{
		Package: "testing", Test: regexp.MustCompile(`^(TestBenchmarkBLoop|TestBRun)$`), Kind: "note", Text: "not replayed: the budget", Hazard: 7,
		Why: "As above: such a loop takes the whole time of the test, and none is left to replay it.",
	},
	{
		Package: "testing", Test: regexp.MustCompile(`^TestTempDirInBenchmark$`), Kind: "unfinished", Hazard: 7,
		Why: "As above: such a loop takes longer than one execution may.",
	},
	{
		Package: "testing", Test: regexp.MustCompile(`^TestOutputEscape[12]$`), Kind: "note", Text: "it cannot run twice in one process", Hazard: 14,
		Why: "The test keeps its T in a package variable, and writes to the one that it finds there, which has ended. Each of its " +
			"executions had a process of its own.",
	},
	{
		Package: "testing", Test: regexp.MustCompile(`^TestTempDirGOTMPDIR$`), Hazard: 26,
		Why: "The test makes and removes a folder of a fixed name in the folder for temporary files. Executions of it in two " +
			"processes meet there; with `-p 1` it passes.",
	},
	{
		Package: "net", Test: regexp.MustCompile(`^TestUnix(AndUnixpacket|gram)Server$`), Kind: "test failure", Text: "address already in use", Hazard: 26,
		Why: "The test listens at a fixed address. Executions of it in two processes meet there; with `-p 1` it passes.",
	},
	{
		Package: "net", Test: regexp.MustCompile(`^TestUnix(AndUnixpacketServer|gramServer|AbstractLongNameNulStart|gramLinuxAbstractLongName)$`), Kind: "note", Text: "a failure of two executions at once", Hazard: 26,
		Why: "As above: the address is fixed, and one worker runs the test from then on.",
	},
	{
		Package: "net", Test: regexp.MustCompile(`^TestSplice$`), Kind: "unfinished", Hazard: 4,
		Why: "The test copies through sockets with many system calls, of which each hands the turn to others and back. One execution " +
			"takes about a minute; with `-budget=100s` it passes.",
	},
	{
		Package: "net/http", Test: regexp.MustCompile(`^Test(ServerReaderFromOrder|TransportAndServerSharedBodyRace)$`), Kind: "note", Text: "for lack of time not run again alone", Hazard: 12,
		Why: "The test moves megabytes through a connection. Where its accesses to memory are steps, some executions have more than " +
			"5,000,000 of them. With `-budget=1s` there is no time to see that; with `-budget=10s` racekit says so.",
	},
	{
		Package: "net/http", Test: regexp.MustCompile(`^TestIssue4191_InfiniteGetToPutTimeout$`), Kind: "unfinished", Hazard: 7,
		Why: "The test copies an endless body until a client's timeout. The time is virtual, and copying takes little of it.",
	},
	{
		Package: "os/exec", Test: regexp.MustCompile(`^TestContextCancel$`), Hazard: 4,
		Why: "The test kills a program and looks for a minute, by the clock, whether it is gone. Nobody waits for it in a system " +
			"call meanwhile, so the minute passes in virtual time before the kernel has ended the program; with `-time=real` it passes.",
	},
	{
		Package: "pgregory.net/rapid", Test: regexp.MustCompile(`^TestStateMachine_(Counter|DiscardGarbage)$`), Kind: "test failure",
		Why: "With -short the test makes so few random checks that some seeds find no bug to shrink. " +
			"Plain `go test -short` fails in 9 of 200 runs of the one and in 10 of 500 of the other.",
	},
	{
		Package: "pgregory.net/rapid", Test: regexp.MustCompile(`^TestFailFileRoundtrip$`), Kind: "test failure", Hazard: 13,
		Why: "The test writes and removes files at names that it draws, below its package. Executions of it in two processes " +
			"draw the same names and meet there; with `-p 1` it passes.",
	},
	{
		Package: "pgregory.net/rapid", Test: regexp.MustCompile(`^TestStateMachine_DiscardGarbage$`), Kind: "note", Text: "not shrunk",
		Why: "As above: to look for a simpler schedule took the rest of the budget.",
	},
	{
		Package: "pgregory.net/rapid", Test: regexp.MustCompile(`^TestFailFileRoundtrip$`), Kind: "note", Text: "a failure of two executions at once", Hazard: 13,
		Why: "As above, and one worker runs the test from then on.",
	},
	{
		Package: "pgregory.net/rapid", Test: regexp.MustCompile(`^Test(StringMatching|SliceOfBytesMatching)$`), Kind: "unfinished", Hazard: 9,
		Why: "The test draws and matches thousands of texts. With the detector and the hooks before its accesses one execution takes " +
			"longer than the 20 s that it may with `-budget=5s`.",
	},
	{
		Package: "go.uber.org/goleak/internal/stack", Test: regexp.MustCompile(`^TestAll$`), Kind: "test failure", Hazard: 21,
		Why: "The test counts all goroutines of the process and expects that of `testing` among them; " +
			"a test under control sees those of its own execution only.",
	},
}
