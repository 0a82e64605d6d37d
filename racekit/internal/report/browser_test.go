package report

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// A browser is a headless Chromium, driven by the DevTools protocol: JSON
// messages that end in a zero byte, on its descriptors 3 and 4.
type browser struct {
	t       *testing.T
	in      *os.File
	out     *bufio.Reader
	id      int
	session string
	failed  []string // exceptions of the page
}

// openBrowser starts Chromium with an empty page of this size; the test is
// skipped where there is none.
func openBrowser(t *testing.T, width, height int) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no browser: install chromium")
	}
	theirIn, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
		"--no-first-run", "--disable-background-networking", "--hide-scrollbars", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirIn.Close()
	theirOut.Close()
	b := &browser{t: t, in: in, out: bufio.NewReaderSize(out, 1<<20)}
	t.Cleanup(func() {
		b.send("Browser.close", nil)
		cmd.Wait()
		in.Close()
		out.Close()
	})
	target := b.call("Target.createTarget", map[string]any{"url": "about:blank"})
	b.session, _ = b.call("Target.attachToTarget", map[string]any{"targetId": target["targetId"], "flatten": true})["sessionId"].(string)
	b.call("Runtime.enable", nil)
	b.call("Page.enable", nil)
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
	return b
}

func (b *browser) send(method string, params map[string]any) int {
	b.id++
	m := map[string]any{"id": b.id, "method": method, "params": params}
	if params == nil {
		m["params"] = map[string]any{}
	}
	if b.session != "" && method != "Browser.close" {
		m["sessionId"] = b.session
	}
	text, err := json.Marshal(m)
	if err == nil {
		_, err = b.in.Write(append(text, 0))
	}
	if err != nil {
		b.t.Errorf("%s: %v", method, err)
	}
	return b.id
}

func (b *browser) call(method string, params map[string]any) map[string]any {
	b.t.Helper()
	id := b.send(method, params)
	for {
		m := b.receive()
		if m.ID != id {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %v", method, m.Error)
		}
		return m.Result
	}
}

// await returns when the browser has told of an event.
func (b *browser) await(method string) {
	for b.receive().Method != method {
	}
}

type message struct {
	ID            int
	Method        string
	Params        map[string]any
	Result, Error map[string]any
}

func (b *browser) receive() message {
	b.t.Helper()
	text, err := b.out.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser has ended: %v", err)
	}
	var m message
	if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
		b.t.Fatal(err)
	}
	if m.Method == "Runtime.exceptionThrown" {
		b.failed = append(b.failed, fmt.Sprint(m.Params))
	}
	return m
}

// open loads a file.
func (b *browser) open(file string) {
	b.t.Helper()
	b.send("Page.navigate", map[string]any{"url": "file://" + file})
	b.await("Page.loadEventFired")
}

// eval returns the value of an expression, after the page has drawn.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	r := b.call("Runtime.evaluate", map[string]any{
		"expression":   "new Promise(f => requestAnimationFrame(() => requestAnimationFrame(() => f(" + expression + "))))",
		"awaitPromise": true, "returnByValue": true,
	})
	if e := r["exceptionDetails"]; e != nil {
		b.t.Fatalf("%s: %v", expression, e)
	}
	value, _ := r["result"].(map[string]any)
	return value["value"]
}

func (b *browser) key(names ...string) {
	b.t.Helper()
	for _, name := range names {
		p := map[string]any{"type": "keyDown", "key": name}
		if len(name) == 1 {
			p["text"] = name
		}
		b.call("Input.dispatchKeyEvent", p)
		b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": name})
	}
}

func (b *browser) mouse(kind string, x, y float64) {
	b.t.Helper()
	b.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})
}

// picture writes what is in sight to a PNG file.
func (b *browser) picture(file string) {
	b.t.Helper()
	r := b.call("Page.captureScreenshot", map[string]any{"format": "png"})
	text, _ := r["data"].(string)
	png, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		err = os.WriteFile(file, png, 0o666)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
