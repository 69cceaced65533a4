//go:build unix

package flags

import (
	"context"
	"net/url"
	"testing"
	"time"
)

func TestOutage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	target := &url.URL{Scheme: "http", Host: "h:1"}
	var f Outage
	cmd := parsed(t, nil, f.Register)
	if o := f.Outage(target, nil); o.Restart != nil || o.Kill != nil || f.Check(cmd, true, 3) != nil {
		t.Errorf("without flags: got %+v", o)
	}
	f = Outage{}
	cmd = parsed(t, []string{"--restart-cmd", "true"}, f.Register)
	if o := f.Outage(target, nil); o.Restart == nil || o.Kill != nil || o.Within != DefaultRestartTimeout ||
		f.Check(cmd, false, 1) != nil {
		t.Errorf("--restart-cmd: got %+v", o)
	}
	f = Outage{}
	cmd = parsed(t, []string{"--restart-cmd", "exit 3", "--kill-cmd", "exit 4"}, f.Register)
	o := f.Outage(target, nil)
	if err := f.Check(cmd, false, 1); err != nil {
		t.Error(err)
	}
	if err := o.Restart(ctx); err == nil ||
		err.Error() != "--restart-cmd failed: exit status 3; it printed nothing" {
		t.Errorf("got %v", err)
	}
	if err := o.Kill(ctx); err == nil || err.Error() != "--kill-cmd failed: exit status 4; it printed nothing" {
		t.Errorf("got %v", err)
	}
}

func TestOutageThatIsImpossible(t *testing.T) {
	for name, test := range map[string]struct {
		args     []string
		embedded bool
		parallel int
		want     string
	}{
		"an empty command": {[]string{"--restart-cmd", ""}, false, 1, "--restart-cmd: the command is empty"},
		"an empty kill": {
			[]string{"--restart-cmd", "true", "--kill-cmd", ""}, false, 1, "--kill-cmd: the command is empty",
		},
		"a kill alone": {
			[]string{"--kill-cmd", "true"}, false, 1, "--kill-cmd needs --restart-cmd, which starts the target again",
		},
		"a time-out alone": {
			[]string{
				"--restart-timeout", "3s",
			}, false, 1, "--restart-timeout needs --restart-cmd, which starts the target again",
		},
		"no time": {
			[]string{
				"--restart-cmd", "true", "--restart-timeout", "0s",
			}, false, 1, "--restart-timeout must be positive (got 0s)",
		},
		"several processes": {
			[]string{"--restart-cmd", "true"}, false, 2,
			"--restart-cmd cannot be combined with --parallel: other checks would run while the target is down",
		},
		"the embedded server": {
			[]string{"--restart-cmd", "true"}, true, 1,
			"--restart-cmd needs the URL of a server; the embedded reference server is restarted without it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var f Outage
			cmd := parsed(t, test.args, f.Register)
			if err := f.Check(cmd, test.embedded, test.parallel); err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
