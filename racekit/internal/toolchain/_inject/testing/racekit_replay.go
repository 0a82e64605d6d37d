package testing

import "os"

// A process of racekit without a parent, as a debugger starts it.

// replay takes the commands from a file. Nobody reads the replies.
func (w *rkWorker) replay(file string) {
	in, err := os.Open(file)
	if err != nil {
		rkGiveUp(err)
	}
	out, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		rkGiveUp(err)
	}
	w.in, w.out = in, out
}

func rkGiveUp(err error) {
	os.Stderr.WriteString("racekit: the schedule cannot be replayed: " + err.Error() + "\n")
	os.Exit(2)
}

// tell prints how an execution has ended.
func (w *rkWorker) tell(done *rkw_DoneReply) {
	if !done.Stopped {
		return
	}
	o := &done.Outcome
	text := rkStatusNames[o.Status]
	if o.Message != "" {
		text += ": " + o.Message
	}
	os.Stderr.WriteString("racekit: the schedule has ended: " + text + "\n")
}
