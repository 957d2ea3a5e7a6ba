;;; emacs.el --- Drives Eglot with Fingerpost  -*- lexical-binding: t; -*-

;; Run by others.sh: emacs --batch --load emacs.el CONFIGURATION DOCUMENT

;;; Code:

(defvar debug-on-error)
(setq debug-on-error t)
(defvar found nil)
(package-initialize)
(require 'markdown-mode)

(defun check (what condition &optional shown)
  "Print that WHAT is so, or end with SHOWN when CONDITION is nil."
  (unless condition
    (message "FAILED: emacs: %s %S" what shown)
    (kill-emacs 1))
  (message "ok: emacs: %s" what))

(defun wait (what condition)
  "Wait for the function CONDITION and print that WHAT is so."
  (let ((until (+ (float-time) 10)))
    (while (and (not (funcall condition)) (< (float-time) until))
      (accept-process-output nil 0.05))
    (check what (funcall condition))))

(let ((configuration (pop command-line-args-left))
      (document (pop command-line-args-left)))
  (load configuration nil t)
  (find-file document)
  ;; eglot-ensure connects after the command that opened the file; batch mode has no commands.
  (run-hooks 'post-command-hook)
  (unless (eglot-managed-p) (apply #'eglot--connect (eglot--guess-contact)))
  (wait "Eglot connects" #'eglot-managed-p)
  (wait "the findings arrive"
        (lambda ()
          (flymake-start)
          (setq found (flymake-diagnostics))
          (= (length found) 2)))
  (let ((finding (seq-find (lambda (it) (string-search "SageMaker AI alone" (flymake-diagnostic-text it))) found)))
    (check "the finding names the service" finding found)
    (check "it covers the words"
           (string-prefix-p "hyperparameters of" (buffer-substring (flymake-diagnostic-beg finding) (flymake-diagnostic-end finding)))
           finding))
  (let ((server (eglot-current-server)))
    (goto-char (point-min))
    (search-forward "Guardrails")
    (backward-char 2)
    (let ((hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams))))
      (check "a hover explains the term"
             (string-search "configurable safeguards"
                            (eglot--hover-info (plist-get hover :contents) (plist-get hover :range)))
             hover))
    (goto-char (point-min))
    (search-forward "fingerpost-disable")
    (let* ((actions (jsonrpc-request server :textDocument/codeAction
                                     (list :textDocument (eglot--TextDocumentIdentifier)
                                           :range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position))
                                           :context (list :diagnostics
                                                          (vconcat (delq nil (mapcar (lambda (it) (cdr (assoc 'eglot-lsp-diag (eglot--diag-data it)))) found)))))))
           (fix (seq-find (lambda (it) (equal (plist-get it :title) "Delete this suppression")) actions)))
      (check "the fix is offered" fix actions)
      (eglot--apply-workspace-edit (plist-get fix :edit))
      (check "the fix deletes the suppression" (not (string-search "fingerpost-disable" (buffer-string)))))
    (goto-char (point-max))
    (insert "It is answered by Bedrock Guard")
    (let* ((table (eglot-completion-at-point))
           (typed (buffer-substring (nth 0 table) (nth 1 table)))
           ;; With the styles that Eglot asks for, as the completion commands do.
           (completion-styles (or (cdr (assq 'styles (cdr (assq 'eglot completion-category-defaults)))) completion-styles))
           (found (completion-all-completions typed (nth 2 table) nil (length typed)))
           (candidates (progn (setcdr (last found) nil) found))
           (candidate (seq-find (lambda (it) (equal (substring-no-properties it) "Bedrock Guardrails")) candidates)))
      (check "completion offers the term" candidate candidates)
      (delete-region (nth 0 table) (nth 1 table))
      (insert candidate)
      (funcall (plist-get (nthcdr 3 table) :exit-function) candidate 'finished)
      (check "the chosen term replaces what was typed"
             (string-suffix-p "It is answered by Bedrock Guardrails" (buffer-string))
             (buffer-substring (line-beginning-position) (line-end-position))))
    (set-buffer-modified-p nil)
    (eglot-shutdown server)))

;;; emacs.el ends here
