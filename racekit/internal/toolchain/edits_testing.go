package toolchain

const testingGo = "src/testing/testing.go"

// testingEdits let a worker take its commands once the program is ready to
// run tests: flags are parsed and TestMain has called m.Run.
var testingEdits = []Edit{
	{Name: "M.Run: serve", File: testingGo,
		Anchor: "\tm.before()\n\tdefer m.after()\n",
		Put:    After, Text: "\tif rkIsWorker() {\n\t\tm.exitCode = rkServe(m)\n\t\treturn\n\t}\n"},
}
