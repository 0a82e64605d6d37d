package toolchain

const testingGo = "src/testing/testing.go"

// testingEdits let a worker take its commands once the program is ready to
// run tests: flags are parsed and TestMain has called m.Run.
var testingEdits = []Edit{
	{Name: "M.Run: serve", File: testingGo,
		Anchor: `	m.before()
	defer m.after()
`,
		Put: After, Text: `	if rkServed || rkIsWorker() {
		m.exitCode = rkServe(m)
		return
	}
	rkExploreAll(m)
`},
	{Name: "T.Run: its context is no point", File: testingGo,
		Anchor: `	// the difference between the background context and the one from the parent test.
	ctx, cancelCtx := context.WithCancel(context.Background())
`,
		Put: Instead, Text: `	// the difference between the background context and the one from the parent test.
	rkHush(1)
	ctx, cancelCtx := context.WithCancel(context.Background())
	rkHush(-1)
`},
	{Name: "runCleanup: its context is no point", File: testingGo,
		Anchor: "\t\tc.cancelCtx()\n",
		Put:    Instead, Text: `		rkHush(1)
		c.cancelCtx()
		rkHush(-1)
`},
	{Name: "runCleanup: what was called is forgotten", File: testingGo, // else no goroutine leaks that waits for something of its
		Anchor: "\t\t\tc.cleanups = c.cleanups[:last]\n",
		Put:    Before, Text: "\t\t\tc.cleanups[last] = nil\n"},
	{Name: "frameSkip: the order of its map is nothing that a test sees", File: testingGo,
		Anchor: `			for pc := range c.helperPCs {
				c.helperNames[pcToName(pc)] = struct{}{}
			}
`,
		Put: Instead, Text: `			rkHush(1)
			for pc := range c.helperPCs {
				c.helperNames[pcToName(pc)] = struct{}{}
			}
			rkHush(-1)
`},
	{Name: "tRunner: the test of an execution", File: testingGo,
		Anchor: `	t.resetRaces()
	fn(t)
`,
		Put: Instead, Text: `	t.resetRaces()
	rkStarts(t)
	fn(t)
`},
	{Name: "Fail: where", File: testingGo,
		Anchor: "func (c *common) Fail() {\n",
		Put:    After, Text: `	rkNoteFail()
	rkFails(c)
`},
}
