;;; -*- lexical-binding: t -*-
;; Does in a batch Emacs what a person does with keys, and writes what they would then see to
;; $CODEGRAPH_SEEN as JSON. Point stands on a use of `helper' in the buffer that is current.
(require 'eglot)
(require 'imenu)
(require 'json)

(defvar seen nil "What was seen, as an association list.")

(defun note (name value) (push (cons name value) seen))

(defun wait (what condition)
  "Wait until CONDITION returns something, which is the value."
  (let ((end (+ (float-time) 60)) value)
    (while (not (setq value (funcall condition)))
      (when (> (float-time) end) (error "Waited too long for %s" what))
      (accept-process-output nil 0.02))
    value))

(defun here ()
  (format "%s:%d:%d" (buffer-name) (line-number-at-pos) (1+ (current-column))))

(defun definition-at-point ()
  "Jump as M-. does, say where that led, and come back."
  (save-current-buffer
    (save-excursion
      (xref-find-definitions (xref-backend-identifier-at-point (xref-find-backend)))
      (prog1 (here) (xref-pop-marker-stack)))))

(defun listed (command &rest arguments)
  "The lines of the buffer in which COMMAND lists what it found."
  (apply command arguments)
  (let ((text (with-current-buffer "*xref*" (buffer-substring-no-properties (point-min) (point-max)))))
    (kill-buffer "*xref*")
    (vconcat (mapcar #'string-trim (split-string text "\n" t)))))

(defun drive ()
  (let ((buffer (current-buffer)) (said nil)
        ;; A slow machine may take longer than Emacs would wait.
        (eglot-sync-connect t) (eglot-connect-timeout 60) (jsonrpc-default-request-timeout 60))
    (apply #'eglot (eglot--guess-contact))
    (note 'definition (definition-at-point))
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq said text)))
    (note 'hover (substring-no-properties (wait "the hover" (lambda () said))))
    (note 'references (listed #'xref-find-references
                              (xref-backend-identifier-at-point (xref-find-backend))))
    (switch-to-buffer buffer)
    (note 'symbols (listed #'xref-find-apropos "Help"))
    (switch-to-buffer buffer)
    (with-current-buffer (find-file-noselect "tools.py")
      (note 'outline (vconcat (mapcar (lambda (group) (caadr group))
                                      (cdr (imenu--make-index-alist t)))))
      ;; What is typed and not saved counts, also in the answer about another file.
      (goto-char (point-min))
      (insert "# a line that is not saved\n")
      ;; Half a second without a key does this; a batch Emacs is never idle.
      (eglot--signal-textDocument/didChange))
    (note 'unsaved (definition-at-point))
    (with-current-buffer "tools.py" (set-buffer-modified-p nil))
    (eglot-shutdown (eglot-current-server))))

(condition-case problem
    (drive)
  (error (note 'problem (format "%S" problem))))
(write-region (json-encode seen) nil (getenv "CODEGRAPH_SEEN"))
