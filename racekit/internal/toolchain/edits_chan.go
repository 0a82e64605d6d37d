package toolchain

// chanEdits make channel operations scheduling points.
var chanEdits = []Edit{
	{Name: "chansend: point", File: "src/runtime/chan.go",
		Anchor: "func chansend(c *hchan, ep unsafe.Pointer, block bool, callerpc uintptr) bool {\n",
		Put:    After, Text: `	if rk.on {
		rkChanPoint(rks_OpSend, c, callerpc)
	}
`},
	{Name: "chanrecv1: point", File: "src/runtime/chan.go",
		Anchor: "func chanrecv1(c *hchan, elem unsafe.Pointer) {\n",
		Put:    After, Text: recvPoint},
	{Name: "chanrecv2: point", File: "src/runtime/chan.go",
		Anchor: "func chanrecv2(c *hchan, elem unsafe.Pointer) (received bool) {\n",
		Put:    After, Text: recvPoint},
	{Name: "selectnbrecv: point", File: "src/runtime/chan.go",
		Anchor: "func selectnbrecv(elem unsafe.Pointer, c *hchan) (selected, received bool) {\n",
		Put:    After, Text: recvPoint},
	{Name: "reflect_chanrecv: point", File: "src/runtime/chan.go",
		Anchor: "func reflect_chanrecv(c *hchan, nb bool, elem unsafe.Pointer) (selected bool, received bool) {\n",
		Put:    After, Text: recvPoint},
	{Name: "closechan: point", File: "src/runtime/chan.go",
		Anchor: "func closechan(c *hchan) {\n",
		Put:    After, Text: `	if rk.on {
		rkChanPoint(rks_OpClose, c, sys.GetCallerPC())
	}
`},
	{Name: "waitq: not the abandoned", File: "src/runtime/chan.go",
		Anchor: `		// if a goroutine was put on this queue because of a
		// select, there is a small window between the goroutine
`,
		Put: Before, Text: `		if rk.worker && sgp.g.rk != 0 && !rkAlive(sgp.g) {
			continue
		}
`},
	{Name: "chanlen: point", File: "src/runtime/chan.go",
		Anchor: "func chanlen(c *hchan) int {\n",
		Put:    After, Text: `	if rk.on {
		rkChanPoint(rks_OpLenCap, c, sys.GetCallerPC())
	}
`},
	{Name: "selectgo: point", File: "src/runtime/select.go",
		Anchor: `	if debugSelect {
		print("select: cas0=", cas0, "\n")
	}
`,
		Put: Before, Text: `	if rk.on {
		rkPointUp(rks_OpSelect, nil, sys.GetCallerPC())
	}
`},
	{Name: "selectgo: the case", File: "src/runtime/select.go",
		Anchor: "retc:\n",
		Put:    After, Text: `	if rk.on {
		if casi >= 0 {
			rkChosen(scases[casi].c, casi < nsends)
		} else {
			rkChosen(nil, false)
		}
	}
`},
	{Name: "selectnbsend: whether it sent", File: "src/runtime/chan.go",
		Anchor: "\treturn chansend(c, elem, false, sys.GetCallerPC())\n",
		Put:    Instead, Text: `	selected = chansend(c, elem, false, sys.GetCallerPC())
	if rk.on {
		rkTried(rks_OpSend, c, selected)
	}
	return selected
`},
	{Name: "selectnbrecv: whether it received", File: "src/runtime/chan.go",
		Anchor: "\treturn chanrecv(c, elem, false)\n",
		Put:    Instead, Text: `	selected, received = chanrecv(c, elem, false)
	if rk.on {
		rkTried(rks_OpRecv, c, selected)
	}
	return selected, received
`},
	{Name: "selectgo: order from the seed", File: "src/runtime/select.go",
		Anchor: "\t\tj := cheaprandn(uint32(norder + 1))\n",
		Put:    Instead, Text: "\t\tj := rkSelectRand(uint32(norder + 1))\n"},
	{Name: "selectgo: its way is a decision", File: "src/runtime/select.go",
		Anchor: "\t// pass 1 - look for something already waiting\n",
		Put:    Before, Text: `	if rk.on {
		rkSelectWay(pollorder, scases, nsends)
	}
`},
}

const recvPoint = `	if rk.on {
		rkChanPoint(rks_OpRecv, c, sys.GetCallerPC())
	}
`
