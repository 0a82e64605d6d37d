package toolchain

const testingGo = "src/testing/testing.go"

// testingEdits let a worker take its commands once the program is ready to
// run tests: flags are parsed and TestMain has called m.Run.
var testingEdits = []Edit{
	{Name: "M.Run: serve", File: testingGo,
		Anchor: "\tm.before()\n\tdefer m.after()\n",
		Put:    After, Text: "\tif rkServed || rkIsWorker() {\n\t\tm.exitCode = rkServe(m)\n\t\treturn\n\t}\n\trkExploreAll(m)\n"},
	{Name: "T.Run: its context is no point", File: testingGo,
		Anchor: "\t// the difference between the background context and the one from the parent test.\n\tctx, cancelCtx := context.WithCancel(context.Background())\n",
		Put:    Instead, Text: "\t// the difference between the background context and the one from the parent test.\n\trkHush(1)\n\tctx, cancelCtx := context.WithCancel(context.Background())\n\trkHush(-1)\n"},
	{Name: "runCleanup: its context is no point", File: testingGo,
		Anchor: "\t\tc.cancelCtx()\n",
		Put:    Instead, Text: "\t\trkHush(1)\n\t\tc.cancelCtx()\n\t\trkHush(-1)\n"},
	{Name: "runCleanup: what was called is forgotten", File: testingGo, // else no goroutine leaks that waits for something of its
		Anchor: "\t\t\tc.cleanups = c.cleanups[:last]\n",
		Put:    Before, Text: "\t\t\tc.cleanups[last] = nil\n"},
	{Name: "frameSkip: the order of its map is nothing that a test sees", File: testingGo,
		Anchor: "\t\t\tfor pc := range c.helperPCs {\n\t\t\t\tc.helperNames[pcToName(pc)] = struct{}{}\n\t\t\t}\n",
		Put:    Instead, Text: "\t\t\trkHush(1)\n\t\t\tfor pc := range c.helperPCs {\n\t\t\t\tc.helperNames[pcToName(pc)] = struct{}{}\n\t\t\t}\n\t\t\trkHush(-1)\n"},
	{Name: "tRunner: the test of an execution", File: testingGo,
		Anchor: "\tt.resetRaces()\n\tfn(t)\n",
		Put:    Instead, Text: "\tt.resetRaces()\n\trkStarts(t)\n\tfn(t)\n"},
	{Name: "Fail: where", File: testingGo,
		Anchor: "func (c *common) Fail() {\n",
		Put:    After, Text: "\trkNoteFail()\n\trkFails(c)\n"},
}
